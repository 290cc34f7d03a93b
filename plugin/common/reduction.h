// Reduces the colors of one layer, or of all layers of an image together.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/parameters.h"
#include "common/pixels.h"

namespace quant::plugin {

struct Layer {
    Pixels pixels;
    std::vector<std::uint8_t> selection;  // see read_selection(): pixels choose colors by it
};

struct Canceled {};

// Called from the thread that reduces, with the part that is done, 0 to 1. Returns false to cancel.
using Progressing = std::function<bool(double)>;

class Reduction {
public:
    explicit Reduction(Quantized palette) : palette_(std::move(palette)) {}

    // The palette with its counts and figures, which are those of all layers.
    const Quantized &palette() const { return palette_; }
    // The indices of a layer. Their palette is that of all layers, but for its transparent entry.
    const Quantized &layer(std::size_t i) const { return mapped_.empty() ? palette_ : mapped_[i]; }
    void add_layer(Quantized layer) { mapped_.push_back(std::move(layer)); }

private:
    Quantized palette_;
    std::vector<Quantized> mapped_;  // none where the palette is that of one layer
};

// One layer is what `quant convert` makes of it. The palette of more is that of `quant palette`,
// and each becomes what `quant convert --palette` makes of it; selections count for one layer only.
// Where an indexed image has no place for transparency among its colors, they are those of what can
// be seen.
// Throws Failure, Canceled and std::bad_alloc.
Reduction reduce(std::span<const Layer> layers, const Parameters &parameters,
                 const Progressing &progressing);

// 10 log10(3 * 255^2 / MSE); nothing where there is no error at all.
std::optional<double> psnr_of(const Quantized &result);

// "#rrggbb" of each color that can be seen, with a space between two.
std::string hex_colors(std::span<const Color> palette);

}  // namespace quant::plugin
