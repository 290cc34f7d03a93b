// The palette that a file gets.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli {

// The palette of a file, and the index in it of each entry of the original palette.
struct FilePalette {
    std::vector<Color> colors;
    std::array<std::uint8_t, 256> index{};
};

// Returns the palette with translucent colors first, which makes tRNS as short as possible, and
// otherwise in the given order. Equal colors become one entry.
FilePalette arrange_palette(std::span<const Color> palette);

// Returns the palette unchanged.
FilePalette keep_palette(std::span<const Color> palette);

}  // namespace quant::cli
