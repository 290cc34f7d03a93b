// From clusters to a palette: order, 8-bit and 16-bit colors, and the error of what is written.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "color_space.h"
#include "exact_palette.h"
#include "histogram.h"
#include "image.h"
#include "point.h"

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

// Entries are the clusters that have pixels, most used first; `clusters` are the moments of the
// assignment to `centroids`, the first `fixed` of which are more than means of clusters. Errors in
// sRGB are left out where that is not the space.
Palette make_palette(const Histogram &histogram, const ColorSpace &space, std::size_t fixed,
                     std::span<const Centroid> centroids, std::span<const Moments> clusters);

// The palette of an image of few colors, which it reproduces exactly. Where the image has 16 bits,
// palette_error is that of rounding it to 8.
Palette make_palette(const ExactPalette &exact, unsigned bits);

// The errors in sRGB, from the pixels; the image's space must be that.
void measure_errors(const ImageView &image, const std::uint8_t *indices, unsigned most_threads,
                    Palette &palette);

}  // namespace quant::core
