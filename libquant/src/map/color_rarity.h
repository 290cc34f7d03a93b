// How rare the colors of an image are, so that a fit can protect small areas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "map/dither_space.h"

namespace quant::core {

// Weights of pixels by which a color of n pixels counts about n^(1 - protect), as it does when the
// palette is chosen (histogram/weights.h). Here, a color is a cell of the coordinates of dithering:
// each of the first three is cut in 32.
class ColorRarity {
public:
    // Counts every other row, or fewer of very large images, but for what is fully transparent.
    // `protection` is that of protection_of(), above 0.
    ColorRarity(const ImageView &image, const DitherSpace &space, unsigned protection, Team &team);

    // Returns the weight of a pixel, from kLeast for the most frequent color to kMost.
    static constexpr unsigned kLeast = 4, kMost = 255;
    std::uint8_t weight_of(const Point &p) const { return weights_[cell_of(p)]; }

private:
    static constexpr unsigned kCellBits = 5, kPointBits = 15;

    static std::size_t cell_of(const Point &p) {
        std::size_t cell = 0;
        for (std::size_t d = 0; d < 3; ++d)
            cell = cell << kCellBits | static_cast<std::size_t>(p.x[d]) >> (kPointBits - kCellBits);
        return cell;
    }

    std::vector<std::uint8_t> weights_;
};

}  // namespace quant::core
