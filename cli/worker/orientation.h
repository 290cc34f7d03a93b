// Turns decoded pixels upright according to their EXIF orientation.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "io/protocol.h"

namespace quant::cli {

// Returns the orientation (1 to 8) in EXIF data that does not include the leading "Exif\0\0"; 1 if
// there is none or the data is damaged.
int exif_orientation(std::span<const std::byte> exif);

// Returns the orientation in a text of ImageMagick, which writes EXIF data as lines of hexadecimal
// digits after the name and the length of the data; 1 if there is none or the data is damaged.
int hex_exif_orientation(std::string_view text);

// Turns the pixels in place and swaps the sides in `layout` if needed. Does nothing unless
// `orientation` is 2 to 8.
void apply_orientation(std::byte *pixels, Layout &layout, int orientation);

}  // namespace quant::cli
