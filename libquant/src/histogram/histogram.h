// The colors of an image with their counts, grouped in cells of color space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "color/cell.h"
#include "color/image.h"
#include "color/point.h"

namespace quant::core {

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
