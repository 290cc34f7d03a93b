// Fits a palette to what dithering makes of it. A palette that is best for nearest colors lies
// inside the colors of the picture; one whose entries are mixed should reach outward.
// docs/dithering.md describes the method and what it gains.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "map/dither.h"

namespace quant::core {

// What pixels and entries count for a fit.
struct FitRules {
    // Colors that must stay as they are.
    std::span<const quant_color> fixed;

    // One value for each pixel, or null: quant_options::importance.
    const std::uint8_t *importance;
    std::ptrdiff_t importance_stride;

    unsigned protection;  // protection_of() the options
    unsigned bits;        // per channel of the entries
};

// Returns the fitted entries of a palette, in their order. Overwrites some of `indices`. The number
// of threads does not change the result.
std::vector<quant_color16> fit_palette(const ImageView &image,
                                       std::span<const quant_color16> colors,
                                       const DitherSpace &space, const DitherMethod &method,
                                       const FitRules &rules, Team &team, std::uint8_t *indices);

}  // namespace quant::core
