// Reads pixels as points, in sRGB with a kernel.
#pragma once

#include <cstddef>

#include "color/image.h"
#include "color/point.h"

namespace quant::core {

// Same as image.load_points(), but faster in sRGB.
void load_points(const ImageView &image, std::size_t first, std::size_t count, Point *points);

}  // namespace quant::core
