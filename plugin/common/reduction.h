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
    std::vector<std::uint8_t> selection;  // of read_selection(): how much pixels count
};

struct Canceled {};

// Receives the part that is done, 0 to 1, and returns false to cancel. reduce() calls it from the
// thread that it runs in.
using Progressing = std::function<bool(double)>;

class Reduction {
public:
    explicit Reduction(Quantized palette) : palette_(std::move(palette)) {}

    // Returns the palette. Its counts and figures are those of all layers together.
    const Quantized &palette() const { return palette_; }
    // Returns the result of a layer with its indices. Its palette is that of all layers, but may
    // lack the transparent entry.
    const Quantized &layer(std::size_t i) const { return mapped_.empty() ? palette_ : mapped_[i]; }
    void add_layer(Quantized layer) { mapped_.push_back(std::move(layer)); }

private:
    Quantized palette_;
    std::vector<Quantized> mapped_;  // empty if `palette_` is the result of the only layer
};

// Reduces the colors of the layers. A single layer gets the result of `quant convert`, but no
// visible pixel of an indexed image becomes transparent. Several layers get the palette of
// `quant palette`, and each layer gets the result of `quant convert --palette`; selections count
// only for a single layer. If an indexed image has no palette entry left for transparency, only its
// visible pixels choose the colors. Throws Failure, Canceled and std::bad_alloc.
Reduction reduce(std::span<const Layer> layers, const Parameters &parameters,
                 const Progressing &progressing);

// Returns 10 log10(3 * 255^2 / MSE), or nothing if there is no error at all.
std::optional<double> psnr_of(const Quantized &result);

// Returns "#rrggbb" for each visible color, separated by spaces.
std::string hex_colors(std::span<const Color> palette);

}  // namespace quant::plugin
