// Reads pixels as points, in sRGB with a kernel.
#pragma once

#include <cstddef>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"

namespace quant::core {

// Same as image.load_points(), but faster in sRGB.
void load_points(const ImageView &image, std::size_t first, std::size_t count, Point *points);

// Calls visit(points, first, count) for blocks of the pixels of a range.
template <typename Visit>
void for_each_block_of_points(const ImageView &image, Range pixels, Visit &&visit) {
    Point points[kBlockPixels];
    for (std::size_t first = pixels.first; first < pixels.last; first += kBlockPixels) {
        const std::size_t count =
            pixels.last - first < kBlockPixels ? pixels.last - first : kBlockPixels;
        load_points(image, first, count, points);
        visit(static_cast<const Point *>(points), first, count);
    }
}

}  // namespace quant::core
