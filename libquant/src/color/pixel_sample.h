// Some pixels of an image, spread evenly over it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "color/image.h"

namespace quant::core {

// A copy of `count` pixels of an image, one from each of as many parts of equal size, row after
// row. Its place in the part is drawn at random, so that no pattern of the image agrees with that
// of the sample; the draws are the same for all images of a size.
class PixelSample {
public:
    // `count` must be at least 1 and at most image.pixels().
    PixelSample(const ImageView &image, std::size_t count);

    // Returns the pixels as an image of one row.
    const quant_image &image() const { return image_; }

private:
    std::unique_ptr<std::uint8_t[]> pixels_;
    quant_image image_;
};

}  // namespace quant::core
