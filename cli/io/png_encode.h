// png_encode.h: writes indexed and truecolor PNG files into memory with libpng.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <quant/quant.hpp>

#include "io/protocol.h"

namespace quant::cli {

// How colors are to be understood; the profile is left out where it does not fit the pixels.
struct ColorInfo {
    ColorTags tags;
    std::span<const std::byte> profile;
};

// A palette as a file wants it, and the new index of each old one.
struct FilePalette {
    std::vector<Color> colors;
    std::array<std::uint8_t, 256> index{};
};

// Translucent colors first, which makes tRNS as short as possible; else in the given order. Equal
// colors become one.
FilePalette arrange_palette(std::span<const Color> palette);

// As it is.
FilePalette keep_palette(std::span<const Color> palette);

// 1, 2, 4 or 8 bits per pixel, as few as the palette needs.
std::vector<std::uint8_t> encode_png_indexed(std::size_t width, std::size_t height,
                                             std::span<const std::uint8_t> indices,
                                             const FilePalette &palette, const ColorInfo &color);

std::vector<std::uint8_t> encode_png_truecolor(const Layout &layout,
                                               std::span<const std::byte> pixels,
                                               const ColorInfo &color);

}  // namespace quant::cli
