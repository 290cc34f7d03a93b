// From clusters to a palette: order, 8-bit and 16-bit colors, and the error of what is written.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cluster/given_colors.h"
#include "color/color_space.h"
#include "color/image.h"
#include "color/point.h"
#include "histogram/exact_palette.h"
#include "histogram/histogram.h"

namespace quant::core {

struct Palette {
    std::vector<quant_color> colors;
    std::vector<quant_color16> colors16;
    std::vector<std::uint64_t> counts;
    std::array<std::uint8_t, 256> order{};  // from cluster to entry
    double inertia = 0;                     // to the centroids, in squared 8-bit units
    double palette_error = 0;               // to `colors`, in squared 8-bit units of sRGB
    double palette16_error = 0;             // to `colors16`
};

// Entries are the given colors, whose centroids come first, and the clusters that have pixels, most
// used first unless the given ones are all; `clusters` are the moments of the assignment to
// `centroids`. Errors in sRGB are left out where that is not the space.
Palette make_palette(const Histogram &histogram, const ColorSpace &space,
                     std::span<const Centroid> centroids, std::span<const Moments> clusters,
                     const GivenColors &given);

// The palette of an image of few colors, which it reproduces exactly. Where the image has 16 bits,
// palette_error is that of rounding it to 8.
Palette make_palette(const ExactPalette &exact, unsigned bits);

}  // namespace quant::core
