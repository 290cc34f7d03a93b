// Encodes indexed and truecolor PNG files into memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/picture_info.h"
#include "png/file_palette.h"
#include "png/png_file.h"

namespace quant::cli {

// How much time the encoder takes to make files small.
enum class Compression { fast, normal, max };

// Returns the level of libdeflate, from 1 to 12.
int deflate_level(Compression compression);

struct EncodeOptions {
    Compression compression = Compression::normal;
    unsigned threads = 1;  // at most; the file does not depend on it
    // Whether the palette or colors of it were given, so that all of it is kept, in its order.
    bool keeps_palette = false;
};

// Encodes with 1, 2, 4 or 8 bits per pixel, as few as the palette needs. Unless the palette is
// kept, gray pictures may become gray files, if that needs no more bits, and `max` may change the
// order of the palette. Throws Failure and Interrupted.
std::vector<std::uint8_t> encode_png_indexed(std::size_t width, std::size_t height,
                                             std::span<const std::uint8_t> indices,
                                             const FilePalette &palette, const ColorInfo &color,
                                             const EncodeOptions &options);

// Throws Failure and Interrupted.
std::vector<std::uint8_t> encode_png_truecolor(const Layout &layout,
                                               std::span<const std::byte> pixels,
                                               const ColorInfo &color,
                                               const EncodeOptions &options);

}  // namespace quant::cli
