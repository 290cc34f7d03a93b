// samples.h: conversions of decoded samples, in place: float to 16 bits, premultiplied to straight.
#pragma once

#include <cstddef>

#include "io/protocol.h"

namespace quant::cli {

// Floats become 16-bit integers in the first half of the memory. Values outside 0 to 1 are
// clamped, NaN is 0. `linear` samples get the sRGB curve, `associated` ones are divided by their
// alpha first.
void floats_to_uint16(std::byte *pixels, const Layout &layout, bool linear, bool associated);

// Divides the colors by alpha.
void unassociate(std::byte *pixels, const Layout &layout);

// Makes a picture opaque whose alpha is 0 everywhere.
void fill_unused_alpha(std::byte *pixels, const Layout &layout);

}  // namespace quant::cli
