// The ICC profile of pixels: which colors their numbers are. The library compares colors by it.
#pragma once

#include <gegl.h>

#include <cstddef>
#include <span>
#include <vector>

namespace quant::plugin {

using IccProfile = std::vector<std::byte>;  // empty for sRGB

// Returns whether a format has the curve of sRGB in a space that has another one: "R~G~B~", for
// example, in the notation of GIMP 3.
bool has_srgb_curve(const Babl *format);

// Returns the profile of the numbers in a format.
IccProfile icc_profile_of(const Babl *format);

// Returns a profile of the same primaries whose curves are that of sRGB. Bytes that are no profile
// stay as they are.
IccProfile with_srgb_curve(IccProfile profile);

}  // namespace quant::plugin
