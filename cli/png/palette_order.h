// Orders of a palette under which neighboring pixels tend to have similar indices, so that filters
// make indexed pictures smaller.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "png/file_palette.h"

namespace quant::cli {

// Each function returns the old index of every entry of the new order. Translucent entries stay
// before opaque ones, as the chunk tRNS wants it.

// From dark to light.
std::vector<std::uint8_t> order_by_luminance(std::span<const Color> palette);

// Begins with the two entries that are neighbors most often, and appends one entry after another at
// the end of the chain where it has more neighbors: W. Zeng, J. Li, S. Lei, "An efficient color
// re-indexing scheme for palette-based compression", ICIP 2000. `indices` are those of a picture.
std::vector<std::uint8_t> order_by_neighbors(std::span<const Color> palette,
                                             std::span<const std::uint8_t> indices,
                                             std::size_t width);

// Returns the palette in another order.
FilePalette reordered(const FilePalette &palette, std::span<const std::uint8_t> order);

}  // namespace quant::cli
