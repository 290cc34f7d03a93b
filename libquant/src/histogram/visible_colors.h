// Separates the colors of an image from its alpha, for options.keep_alpha. Alpha only decides how
// much a pixel counts; the other stages get an image without alpha.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/parallel.h"
#include "color/image.h"

namespace quant::core {

// A copy of an image without alpha, in which hidden pixels have the color of a visible one.
class VisibleColors {
public:
    // The image must have an alpha channel, and image and options must have passed their checks.
    VisibleColors(const ImageView &image, const quant_options &options, Team &team);

    // Returns the copy: one color channel or three, without padding, with the bits of the original.
    // This object owns its pixels.
    const quant_image &image() const { return image_; }

    // Returns the options with an importance that includes alpha. This object owns the map.
    const quant_options &options() const { return options_; }

private:
    std::unique_ptr<std::uint8_t[]> pixels_, importance_;
    quant_image image_{};
    quant_options options_;
};

// Returns whether options.importance is 0 at every visible pixel under options.keep_alpha, so that
// no visible pixel would count. Returns false if no pixel is visible.
bool only_hidden_pixels_count(const quant_image &image, const quant_options &options, Team &team);

}  // namespace quant::core
