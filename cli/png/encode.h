// Encodes indexed and truecolor PNG files into memory with libpng.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <quant/quant.hpp>

#include "io/protocol.h"

namespace quant::cli {

// What a file says besides its pixels: how colors are to be interpreted, and how large it is
// printed. The profile is left out if it does not fit the pixels.
struct ColorInfo {
    ColorTags tags;
    Resolution resolution;
    std::span<const std::byte> profile;
};

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

// Encodes with 1, 2, 4 or 8 bits per pixel, as few as the palette needs. Throws Failure and
// Interrupted.
std::vector<std::uint8_t> encode_png_indexed(std::size_t width, std::size_t height,
                                             std::span<const std::uint8_t> indices,
                                             const FilePalette &palette, const ColorInfo &color);

// Throws Failure and Interrupted.
std::vector<std::uint8_t> encode_png_truecolor(const Layout &layout,
                                               std::span<const std::byte> pixels,
                                               const ColorInfo &color);

}  // namespace quant::cli
