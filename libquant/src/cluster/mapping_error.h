// Measures indices, whether they come from a clustering or from dithering.
#pragma once

#include <cstdint>
#include <span>

#include "base/parallel.h"
#include "cluster/palette.h"
#include "color/image.h"
#include "histogram/color_tally.h"

namespace quant::core {

// Sets the counts and the error of the palette to those of the indices. The space of the image
// must be sRGB.
void measure_mapping(const ImageView &image, const std::uint8_t *indices, Team &team,
                     Palette &palette);

// Does the same for counted colors, each of which has an index. The team only checks.
void measure_mapping(std::span<const CountedColor> colors, const std::uint8_t *indices, Team &team,
                     Palette &palette);

}  // namespace quant::core
