// Writes a PNG file around pixels that are already compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <quant/quant.hpp>

#include "io/picture_info.h"

namespace quant::cli {

// What a file says besides its pixels: how colors are to be interpreted, and how large it is
// printed. The profile is left out if it does not fit the pixels.
struct ColorInfo {
    ColorTags tags;
    Resolution resolution;
    std::span<const std::byte> profile;
};

struct PngHeader {
    std::size_t width, height;
    unsigned channels;  // 1 to 4 if there is no palette
    unsigned bits;      // of a channel or an index
};

// Returns the file. `stream` is the zlib stream of the filtered rows. The palette is empty if the
// pixels are not indices. Throws Failure.
std::vector<std::uint8_t> png_file(const PngHeader &header, std::span<const Color> palette,
                                   const ColorInfo &color, std::span<const std::uint8_t> stream);

}  // namespace quant::cli
