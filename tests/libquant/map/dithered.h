// Dithers pictures with palettes, for tests.
#pragma once

#include <quant/quant.hpp>

#include <cstdint>
#include <vector>

#include "cluster/entries.h"
#include "map/dither.h"

namespace quant::test {

using Indices = std::vector<std::uint8_t>;
using Colors = std::vector<quant_color>;

inline std::vector<quant_color16> in_16_bits(const Colors &palette) {
    std::vector<quant_color16> wide;
    for (const quant_color &c : palette) wide.push_back(core::in_16_bits(c));
    return wide;
}

// Dithers an image by the method of the options, which must not move the palette.
inline Indices dithered(const quant_image &image, const Colors &palette,
                        const quant_options &options, core::Team &team) {
    auto wide = in_16_bits(palette);
    Indices indices(image.width * image.height);
    core::dither(core::ImageView(image), wide, options, team, indices.data());
    return indices;
}

}  // namespace quant::test
