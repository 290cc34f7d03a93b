// Conversions of decoded channel values in place: float to 16 bits, premultiplied to straight
// alpha.
#pragma once

#include <cstddef>

#include "io/protocol.h"

namespace quant::cli {

// Converts floats to 16-bit integers in the first half of the memory. Values outside 0 to 1 are
// clamped, and NaN becomes 0. If `associated`, colors are first divided by their alpha; if
// `linear`, they get the sRGB curve.
void floats_to_uint16(std::byte *pixels, const Layout &layout, bool linear, bool associated);

// Divides the colors by alpha.
void unassociate(std::byte *pixels, const Layout &layout);

// Makes a picture opaque if its alpha is 0 everywhere.
void fill_unused_alpha(std::byte *pixels, const Layout &layout);

}  // namespace quant::cli
