// Tells for which images the compact form of a histogram is built by sorting.
#pragma once

#include "color/image.h"

namespace quant::core {

// Returns whether an image is small, or noise.
bool has_few_pixels_in_each_cell(const ImageView &image);

}  // namespace quant::core
