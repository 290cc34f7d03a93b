// The cells of color space: cubes of neighboring colors that a histogram keeps together.
//
// A cell is a cube of 8 x 8 x 8 colors of an 8-bit RGB image (32 cells along a coordinate) or,
// where points have an alpha coordinate, of 1/16 of the range of each of the four. Each cell knows
// the tight box around its colors and their exact moments, so that whatever concerns all of them
// costs no more than one color does. Cells are in Morton order: neighbors in memory are neighbors
// in color space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "color/point.h"

namespace quant::core {

// Cells, and colors in a cell, of 8-bit RGB images.
inline constexpr std::size_t kCompactCells = std::size_t{1} << 15;
inline constexpr std::size_t kColorsPerCell = 512;

struct Box {
    Point lo, hi;  // both inside
};

struct Cell {
    std::uint32_t key = 0;   // its coordinates, see Histogram::coordinate()
    std::uint32_t size = 0;  // entries
    std::size_t first = 0;   // the first of them
    Box box{};
    Moments moments;
    std::uint64_t squared = 0;  // sum of weight * |x|^2
};

// The cell_key() at each place in Morton order.
const std::vector<std::uint16_t> &morton_order(bool has_alpha);

// The key of the cell that a point lies in: its coordinates side by side, the first one highest.
std::uint16_t cell_key(const Point &p, bool has_alpha);

// In the compact form of a histogram a color is its cell's lowest corner plus a residue: three bits
// a channel, r highest.
inline Point cell_base(std::uint32_t key) {
    return {{static_cast<std::int16_t>((key >> 10) << 10),
             static_cast<std::int16_t>((key >> 5 & 31) << 10),
             static_cast<std::int16_t>((key & 31) << 10), 0}};
}
inline Point residue_point(const Point &base, std::uint16_t residue) {
    return {{static_cast<std::int16_t>(base.x[0] + (residue >> 6) * kPointScale),
             static_cast<std::int16_t>(base.x[1] + (residue >> 3 & 7) * kPointScale),
             static_cast<std::int16_t>(base.x[2] + (residue & 7) * kPointScale), 0}};
}

}  // namespace quant::core
