// The color profile of an image in GIMP.
#pragma once

#include "common/icc_profile.h"
#include "gimp/host.h"

namespace quant::plugin {

// Returns the profile of the drawable's numbers as read_pixels() reads them. It has the bytes of
// the image's own profile wherever its curve is that of the numbers, so that the library computes
// the same as in the command line.
IccProfile icc_profile_of_drawable(DrawableRef drawable);

}  // namespace quant::plugin
