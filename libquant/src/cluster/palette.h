// Turns clusters into a palette: the order of the entries, their 8-bit and 16-bit colors, and their
// errors.
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

// The entries of a palette.
struct Palette {
    std::vector<quant_color> colors;
    std::vector<quant_color16> colors16;
    std::vector<std::uint64_t> counts;
    std::array<std::uint8_t, 256> order{};  // the entry of each cluster
    double inertia = 0;                     // squared error to the centroids, in 8-bit units
    double palette_error = 0;               // squared error of `colors`, in 8-bit units of sRGB
    double palette16_error = 0;             // squared error of `colors16`, in the same units
};

// Returns the palette of a clustering. Its entries are the given colors and the clusters that have
// pixels, most used first; if given.are_all, they have the order of the given colors. The centroids
// of given colors must come first. `clusters` must be the moments of the assignment to `centroids`.
// The errors in sRGB are set only if that is the space.
Palette make_palette(const Histogram &histogram, const ColorSpace &space,
                     std::span<const Centroid> centroids, std::span<const Moments> clusters,
                     const GivenColors &given);

// Returns the palette of an image of few colors, which reproduces the image exactly. If the image
// has 16 bits, palette_error is the error of rounding to 8 bits.
Palette make_palette(const ExactPalette &exact, unsigned bits);

}  // namespace quant::core
