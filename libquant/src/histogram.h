// The colors of an image with their counts, grouped in cells of color space.
//
// A cell is a cube of 8 x 8 x 8 colors of an 8-bit RGB image (32 cells along a coordinate) or,
// where points have an alpha coordinate, of 1/16 of the range of each of the four. Each cell knows
// the tight box around its colors and their exact moments, so that whatever concerns all of them
// costs no more than one color does. Cells are in Morton order: neighbors in memory are neighbors
// in color space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "image.h"
#include "point.h"

namespace quant::core {

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

// In the compact form (below) a color is its cell's lowest corner plus a residue: three bits a
// channel, r highest.
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

struct WeightedColor {
    Point point;
    std::uint64_t weight;  // at least 1
    friend bool operator==(const WeightedColor &, const WeightedColor &) = default;
};

class Histogram {
public:
    Histogram(const ImageView &image, unsigned threads);

    // From colors in any order, each standing in it as often as it likes. Throws std::length_error
    // if there are no pixels or more than kMostPixels, with which sums of squares fit in 64 bits.
    Histogram(std::vector<WeightedColor> colors, bool has_alpha);
    static constexpr std::uint64_t kMostPixels = 0xFFFFFFFF;

    // The same without some colors, which are not all of them.
    Histogram without(std::span<const Point> colors) const;

    // How many pixels have one of these colors.
    std::uint64_t count(std::span<const Point> colors) const;

    // Every color once, in the order of point_key(): equal histograms have equal lists.
    std::vector<WeightedColor> colors() const;

    bool has_alpha() const { return has_alpha_; }
    std::span<const Cell> cells() const { return cells_; }
    std::uint64_t unique_colors() const { return unique_; }
    const Moments &total() const { return total_; }
    std::uint64_t squared() const { return squared_; }  // sum of weight * |x|^2 over all

    // Cells per dimension, and the place of a cell along one of them.
    unsigned side() const { return has_alpha_ ? 16 : 32; }
    unsigned dimensions() const { return has_alpha_ ? 4 : 3; }
    unsigned coordinate(const Cell &cell, unsigned dimension) const;

    // Entries of one cell as points and weights. A color may stand in more than one entry.
    void load(const Cell &cell, std::size_t first, std::size_t count, Point *points,
              std::uint32_t *weights) const;

    // Calls visit(points, weights, count) for blocks of at most kBlock entries, cell by cell.
    static constexpr std::size_t kBlock = 512;
    template <typename Visit>
    void for_each_block(Visit &&visit) const {
        std::vector<Point> points(kBlock);
        std::vector<std::uint32_t> weights(kBlock);
        for (const Cell &cell : cells_) {
            for (std::size_t first = 0; first < cell.size; first += kBlock) {
                const std::size_t count = cell.size - first < kBlock ? cell.size - first : kBlock;
                load(cell, first, count, points.data(), weights.data());
                visit(points.data(), weights.data(), count);
            }
        }
    }

    // The compact form, of 8-bit images without alpha in sRGB: an entry is a residue and a weight
    // of at most kMostCompactWeight, heavier colors being split over several entries; the residues
    // of a cell ascend. Null in the wide form.
    static constexpr std::uint32_t kMostCompactWeight = 32767;
    const std::uint16_t *residues() const { return residues_.get(); }
    const std::uint16_t *compact_weights() const { return compact_weights_.get(); }

    // The wide form, of all others. Null in the compact form.
    const Point *points() const { return points_.get(); }
    const std::uint32_t *weights() const { return weights_.get(); }

    // All entries lie below this, with room to read kSlack more. So that threads which share out
    // the cells by kCellsPerGap do not meet in that room, the entries of the first of so many cells
    // follow a gap of as many.
    std::size_t entries_end() const { return entries_end_; }
    static constexpr std::size_t kSlack = 64;
    static constexpr std::size_t kCellsPerGap = 256;

private:
    // Each sets the cells, the entries and unique_.
    void build_compact(const ImageView &image, unsigned threads);
    void build_wide(const ImageView &image, unsigned threads);

    // Writes the entries of one color; returns their number.
    std::size_t put(const WeightedColor &color, std::size_t entry);

    // Box, moments and squares of a cell whose entries are in place.
    void summarize_compact(Cell &cell);
    void summarize_wide(Cell &cell);
    void add_up_cells();

    bool has_alpha_;
    std::vector<Cell> cells_;
    std::uint64_t unique_ = 0;
    Moments total_;
    std::uint64_t squared_ = 0;
    std::size_t entries_end_ = 0;

    std::unique_ptr<std::uint16_t[]> residues_, compact_weights_;
    std::unique_ptr<Point[]> points_;
    std::unique_ptr<std::uint32_t[]> weights_;
};

}  // namespace quant::core
