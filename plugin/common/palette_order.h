// Orders in which a dialog shows the colors of a palette.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "common/hand_picked.h"

namespace quant::plugin {

enum class PaletteOrder { own, pixels, luminance, hue };

// Returns the places of the entries in this order: `own` is that of the palette, `pixels` begins
// with the most used color, `luminance` with the darkest, and `hue` with grays from dark to light
// and then goes from red over green and blue. Entries that are alike keep their own order.
std::vector<std::size_t> places_in_order(std::span<const Entry> entries, PaletteOrder order);

}  // namespace quant::plugin
