// Reads the pixels of an image with the kernels: as points, in sRGB, or as cells and residues.
#pragma once

#include <cstddef>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "simd/kernels.h"

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

// Calls visit(keys, residues, first, count) for blocks of the pixels of a range, with their cells
// and residues (color/cell.h). The image must have 8 bits and no alpha.
template <typename Visit>
void for_each_block_of_keys(const ImageView &image, Range pixels, Visit &&visit) {
    std::uint16_t keys[kBlockPixels], residues[kBlockPixels];
    std::size_t first = pixels.first;
    image.for_each_run(first, pixels.size(), [&](const std::uint8_t *bytes, std::size_t run) {
        while (run > 0) {
            const std::size_t count = run < kBlockPixels ? run : kBlockPixels;
            kernels().split_keys(bytes, image.channels(), count, keys, residues);
            visit(static_cast<const std::uint16_t *>(keys),
                  static_cast<const std::uint16_t *>(residues), first, count);
            first += count;
            bytes += count * image.channels();
            run -= count;
        }
    });
}

}  // namespace quant::core
