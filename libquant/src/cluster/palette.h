// The palette of a result: its entries in their final order, their counts and their error.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cluster/entries.h"
#include "cluster/given_colors.h"
#include "color/color_space.h"
#include "color/image.h"
#include "color/point.h"
#include "histogram/exact_palette.h"
#include "histogram/histogram.h"

namespace quant::core {

// The entries of a palette.
struct Palette {
    std::vector<quant_color16> colors16;
    std::vector<quant_color> colors;  // `colors16` in 8 bits
    std::vector<std::uint64_t> counts;
    std::array<std::uint8_t, 256> order{};  // the place of each entry before it was sorted
    double error = 0;                       // squared error of `colors16`, in 8-bit units of sRGB
};

// Returns the palette of entries whose clusters have these moments. It has the given colors and the
// entries that have pixels: full transparency first, then the most used ones. If given.are_all, it
// has the order of the given colors. The error is set only if the space is sRGB.
Palette make_palette(const Entries &entries, std::span<const Moments> clusters,
                     const Histogram &histogram, const ColorSpace &space, const GivenColors &given);

// Returns whether the colors of an image, of 8 or 16 bits, are colors of 8 bits.
bool has_8_bit_colors(const ExactPalette &exact, unsigned bits);

// Returns the palette of an image of few colors, which reproduces the image exactly.
Palette make_palette(const ExactPalette &exact, unsigned bits);

// Returns the palette of a 16-bit image of few colors, rounded to 8 bits. Each color gets the entry
// nearest to it in the space.
Palette make_rounded_palette(const ExactPalette &exact, const ColorSpace &space);

}  // namespace quant::core
