// The palette that a file gets.
#pragma once

#include <array>
#include <cstddef>
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

// Returns how many bytes a row of values of 1, 2, 4 or 8 bits takes, several of which may share a
// byte.
std::size_t stored_bytes(std::size_t width, unsigned bits);

// Writes the value of each index of a row, the first of a byte in its highest bits.
void store_row(std::span<const std::uint8_t> indices, const std::array<std::uint8_t, 256> &value_of,
               unsigned bits, std::uint8_t *out);

}  // namespace quant::cli
