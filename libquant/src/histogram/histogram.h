// The colors of an image with their counts, grouped in cells of color space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/parallel.h"
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
    Histogram(const ImageView &image, Team &team);

    // Builds a histogram from colors in any order, in which a color may occur more than once.
    // Throws std::length_error if there are no pixels or more than kMostPixels; up to that number,
    // sums of squares fit in 64 bits. Lets the team, if any, check meanwhile, as the functions
    // below do.
    Histogram(std::vector<WeightedColor> colors, bool has_alpha, Team *team = nullptr);
    static constexpr std::uint64_t kMostPixels = 0xFFFFFFFF;

    // Builds a histogram in the wide form from points with weights of at least 1, whose sum must
    // not exceed kMostPixels. A point may occur more than once.
    Histogram(std::span<const Point> points, std::span<const std::uint32_t> weights, bool has_alpha,
              Team &team);

    // Returns a histogram without the given colors. At least one other color must be left. In the
    // wide form, both histograms share their entries; those of a cell that has one of the colors
    // change their order, which has no meaning. Nothing else may read the entries meanwhile.
    Histogram without(std::span<const Point> colors, Team *team = nullptr) const;

    // Returns a histogram of fewer colors: those of a small box, an eighth of a cell along each
    // dimension, become their mean, rounded. This histogram must be in the wide form.
    Histogram thinned(Team &team) const;

    // Returns a histogram of about one pixel in `step`, which counts as so many: a sample that
    // looks random but is always the same.
    Histogram sampled(std::uint32_t step, Team &team) const;

    // Returns the number of pixels that have one of these colors.
    std::uint64_t count(std::span<const Point> colors, Team *team = nullptr) const;

    // Returns every color once, in the order of point_key(). Equal histograms have equal lists.
    std::vector<WeightedColor> colors(Team *team = nullptr) const;

    bool has_alpha() const { return has_alpha_; }
    std::span<const Cell> cells() const { return cells_; }
    std::uint64_t unique_colors() const { return unique_; }
    const Moments &total() const { return total_; }
    std::uint64_t squared() const { return squared_; }  // the sum of weight * |x|^2

    // Return the number of cells along a dimension, the number of dimensions, and the place of a
    // cell along one of them.
    unsigned side() const { return has_alpha_ ? 16 : 32; }
    unsigned dimensions() const { return has_alpha_ ? 4 : 3; }
    unsigned coordinate(const Cell &cell, unsigned dimension) const;

    // Writes the entries first .. first+count-1 of a cell as points and weights. A color may have
    // more than one entry.
    void load(const Cell &cell, std::size_t first, std::size_t count, Point *points,
              std::uint32_t *weights) const;

    // Calls visit(points, weights, count) for blocks of at most kBlock entries, cell by cell.
    static constexpr std::size_t kBlock = 512;
    template <typename Visit>
    void for_each_block(Visit &&visit, Team *team = nullptr) const {
        Pace pace(team);
        std::vector<Point> points(kBlock);
        std::vector<std::uint32_t> weights(kBlock);
        for (const Cell &cell : cells_) {
            for (std::size_t first = 0; first < cell.size; first += kBlock) {
                const std::size_t count = cell.size - first < kBlock ? cell.size - first : kBlock;
                load(cell, first, count, points.data(), weights.data());
                visit(points.data(), weights.data(), count);
                if (pace.is_stopped(count)) return;
            }
        }
    }

    // Return the entries of the compact form, which 8-bit images without alpha have in sRGB, or
    // null in the wide form. An entry is a residue and a weight of at most kMostCompactWeight; a
    // color of more pixels has several entries. The residues of a cell ascend.
    static constexpr std::uint32_t kMostCompactWeight = 32767;
    const std::uint16_t *residues() const { return residues_.get(); }
    const std::uint16_t *compact_weights() const { return compact_weights_.get(); }

    // Return the entries of the wide form, which all other images have, or null in the compact
    // form.
    const Point *points() const { return points_.get(); }
    const std::uint32_t *weights() const { return weights_.get(); }

    // Returns the length of the arrays of entries. Kernels may read kSlack elements past the last
    // entry of a cell. The arrays have room for that, and a gap of kSlack elements before every
    // kCellsPerGap cells, so that a thread does not read the entries of the next group of cells
    // while another thread writes them.
    std::size_t entries_end() const { return entries_end_; }
    static constexpr std::size_t kSlack = 64;
    static constexpr std::size_t kCellsPerGap = 256;

private:
    // Makes a histogram without cells.
    explicit Histogram(bool has_alpha) : has_alpha_(has_alpha) {}

    // Makes room for the entries, whose number must be set.
    void make_room(bool compact);

    // Pixels that are sorted together.
    struct Tile {
        Range pixels;
        // For each cell by key, the number of its pixels in the tile; later, the entry that the
        // next of these goes to.
        std::vector<std::size_t> heads;
    };

    // Returns a histogram of fewer colors. Calls reduce(cell, points, weights, worker) for each
    // cell, which writes at most as many entries as the cell has, and returns their number.
    template <typename Reduce>
    Histogram reduced(Team &team, Reduce &&reduce) const;

    // Each function sets the cells, the entries and unique_.
    void build_compact(const ImageView &image, Team &team);
    void build_sparse(const ImageView &image, Team &team);
    void build_wide(const ImageView &image, Team &team);

    // What build_wide() counts, and its steps; the first is one of build_sparse() too.
    std::vector<Range> place_cells(std::span<Tile> tiles, Team &team);
    struct Counted;
    void build_wide(Counted counted, Team &team);
    template <typename Visit>
    void for_each_keyed_block(const Counted &counted, Range range, Team &team, Visit &&visit) const;
    template <bool HaveWeights>
    void merge_cells(std::span<const Range> units, unsigned workers, Team &team);

    // Writes the entries of one color from `entry` on, and returns their number.
    std::size_t put(const WeightedColor &color, std::size_t entry);

    // Moves the entries of some colors behind the end of a cell, and returns the number of these
    // colors. The cell may become empty.
    template <typename IsLeftOut>
    std::uint64_t drop(Cell &cell, IsLeftOut &&is_left_out);

    // Sets the box, the moments and the sum of squares of a cell whose entries are in place.
    void summarize(Cell &cell);
    void add_up_cells();

    bool has_alpha_;
    std::vector<Cell> cells_;
    std::uint64_t unique_ = 0;
    Moments total_;
    std::uint64_t squared_ = 0;
    std::size_t entries_end_ = 0;

    std::unique_ptr<std::uint16_t[]> residues_, compact_weights_;
    std::shared_ptr<Point[]> points_;  // see without()
    std::shared_ptr<std::uint32_t[]> weights_;
};

}  // namespace quant::core
