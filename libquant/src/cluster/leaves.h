// Orders the cells of a histogram for a tree of boxes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "color/cell.h"

namespace quant::core {

// Returns the places of the cells in an order in which groups of `group` neighbors, and groups of
// `group` such groups, have small boxes: halves the cells across the widest side of their box until
// they are one group (J. L. Bentley, "Multidimensional binary search trees used for associative
// searching", 1975).
std::vector<std::uint32_t> leaves_in_small_boxes(std::span<const Cell> cells, std::size_t group);

}  // namespace quant::core
