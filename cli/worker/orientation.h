// Turns decoded pixels upright according to their EXIF orientation.
#pragma once

#include <cstddef>

#include "io/protocol.h"

namespace quant::cli {

// Turns the pixels in place and swaps the sides in `layout` if needed. Does nothing unless
// `orientation` is 2 to 8.
void apply_orientation(std::byte *pixels, Layout &layout, int orientation);

}  // namespace quant::cli
