// Reduces the colors of one layer, or of all layers of an image together.
#pragma once

#include <algorithm>
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
    // These are from read_mask(). Pixels count by both, and are changed by the selection only.
    std::vector<std::uint8_t> selection;
    std::vector<std::uint8_t> importance = {};
};

struct Canceled {};

// Receives the part that is done, 0 to 1, and returns false to cancel. reduce() calls it from the
// thread that it runs in.
using Progressing = std::function<bool(double)>;

class Reduction {
public:
    // The palettes are one for all layers, or one for each.
    explicit Reduction(std::vector<Quantized> palettes);
    explicit Reduction(Quantized palette);

    // Returns the palettes. If all layers share one, its counts are those of all layers together.
    std::span<const Quantized> palettes() const { return palettes_; }
    const Quantized &palette(std::size_t layer = 0) const {
        return palettes_[std::min(layer, palettes_.size() - 1)];
    }
    // Returns the result of a layer with its indices. Its palette is palette(), but may lack the
    // transparent entry.
    const Quantized &layer(std::size_t i) const {
        return mapped_.empty() ? palettes_[i] : mapped_[i];
    }
    void set_layers(std::vector<Quantized> layers) { mapped_ = std::move(layers); }

    // Returns the mean squared error of all layers together; see quant_stats.
    double mse() const { return mse_; }
    void set_mse(double mse) { mse_ = mse; }

private:
    std::vector<Quantized> palettes_;
    std::vector<Quantized> mapped_;  // empty if `palettes_` has the results of the layers
    double mse_;
};

// Reduces the colors of the layers. A single layer gets the result of `quant convert`, but no
// visible pixel of an indexed image becomes transparent. Several layers in place get the result of
// a single one each, unless they share a palette. They then get the palette of `quant palette`, and
// each layer gets the result of `quant convert --palette`: if they become indexed, of all their
// pixels, and otherwise of the visible ones. Then a pixel of less than half weight does not count.
// If an indexed image has no palette entry left for transparency, only its visible pixels choose
// the colors. Colors are compared by the profile of the pixels, if the library can use it and those
// that share a palette have the same one, and otherwise as if they were of sRGB. Throws Failure,
// Canceled and std::bad_alloc.
Reduction reduce(std::span<const Layer> layers, const Parameters &parameters,
                 const Progressing &progressing);

// Returns whether reduce() compares colors as if they were of sRGB although layers have another
// profile.
bool takes_for_srgb(std::span<const Layer> layers, const Parameters &parameters);

// Returns 10 log10(3 * 255^2 / MSE), or nothing if there is no error at all.
std::optional<double> psnr_of(const Reduction &reduction);

// Returns "#rrggbb" for each visible color, separated by spaces.
std::string hex_colors(std::span<const Color> palette);

}  // namespace quant::plugin
