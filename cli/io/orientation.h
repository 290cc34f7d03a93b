// orientation.h: turns decoded pixels upright as an EXIF orientation says.
#pragma once

#include <cstddef>
#include <span>

#include "io/protocol.h"

namespace quant::cli {

// The orientation (1 to 8) in a block of EXIF data without the "Exif\0\0" before it; 1 where it has
// none or is damaged.
int exif_orientation(std::span<const std::byte> exif);

// Turns the pixels in place and swaps the sides in `layout` where needed. Other values than 2 to 8
// do nothing.
void apply_orientation(std::byte *pixels, Layout &layout, int orientation);

}  // namespace quant::cli
