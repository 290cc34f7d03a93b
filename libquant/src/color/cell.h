// The cells of color space: cubes of neighboring colors that a histogram keeps together.
//
// A cell is a cube of 8 x 8 x 8 colors of an 8-bit RGB image (32 cells along each coordinate). If
// points have an alpha coordinate, a cell is 1/16 of the range of each of the four coordinates.
// Each cell stores the tight box around its colors and their exact moments, so that an operation on
// all its colors costs no more than one on a single color. Cells are in Morton order: neighbors in
// memory are neighbors in color space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "color/point.h"

namespace quant::core {

// The numbers of cells, and of colors in a cell, of 8-bit RGB images.
inline constexpr std::size_t kCompactCells = std::size_t{1} << 15;
inline constexpr std::size_t kColorsPerCell = 512;

struct Box {
    Point lo, hi;  // both inclusive
};

struct Cell {
    std::uint32_t key = 0;   // see cell_key()
    std::uint32_t size = 0;  // number of its entries in the histogram
    std::size_t first = 0;   // the first of these entries
    Box box{};
    Moments moments;
    std::uint64_t squared = 0;  // the sum of weight * |x|^2
};

// Returns the cell_key() at each place in Morton order.
const std::vector<std::uint16_t> &morton_order(bool has_alpha);

// Returns the key of the cell that a point lies in: the cell's coordinates side by side, the first
// in the highest bits.
std::uint16_t cell_key(const Point &p, bool has_alpha);

// In the compact form of a histogram, a color is the lowest corner of its cell plus a residue of
// three bits per channel, r highest. cell_base() returns the corner; residue_point() adds a residue
// to it.
constexpr Point cell_base(std::uint32_t key) {
    return {{static_cast<std::int16_t>((key >> 10) << 10),
             static_cast<std::int16_t>((key >> 5 & 31) << 10),
             static_cast<std::int16_t>((key & 31) << 10), 0}};
}
constexpr Point residue_point(const Point &base, std::uint16_t residue) {
    return {{static_cast<std::int16_t>(base.x[0] + (residue >> 6) * kPointScale),
             static_cast<std::int16_t>(base.x[1] + (residue >> 3 & 7) * kPointScale),
             static_cast<std::int16_t>(base.x[2] + (residue & 7) * kPointScale), 0}};
}

}  // namespace quant::core
