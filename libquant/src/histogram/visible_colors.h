// options.keep_alpha: the colors of an image apart from its alpha, which only says how much they
// count. What follows knows nothing of alpha.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "color/image.h"

namespace quant::core {

// A copy of an image without alpha, in which hidden pixels have the color of a visible one.
class VisibleColors {
public:
    // The image has an alpha channel. Image and options have passed their checks.
    VisibleColors(const ImageView &image, const quant_options &options, unsigned threads);

    // One color channel or three, packed, with the bits of the original.
    const quant_image &image() const { return image_; }

    // The same with an importance by alpha, as long as there are these colors.
    const quant_options &options() const { return options_; }

private:
    std::unique_ptr<std::uint8_t[]> pixels_, importance_;
    quant_image image_{};
    quant_options options_;
};

// Whether options.importance is 0 wherever something is visible: then nothing would count.
bool only_hidden_pixels_count(const quant_image &image, const quant_options &options);

}  // namespace quant::core
