// Makes histograms of fewer colors for searches, which need not be exact.
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "histogram/histogram.h"

namespace quant::core {
namespace {

// A box is an eighth of a cell along each dimension.
inline constexpr unsigned kBoxBits = 3;
inline constexpr std::size_t kMostBoxes = std::size_t{1} << (kBoxBits * kDimensions);

// A cell may have so many entries that the team must check in between.
inline constexpr std::size_t kCheckedEntries = std::size_t{1} << 16;

// Adds up the colors of one cell after another in boxes.
class Boxes {
public:
    void add(std::size_t box, const Point &point, std::uint32_t weight) {
        if (place_[box] == 0) {
            used_.push_back(static_cast<std::uint16_t>(box));
            moments_.emplace_back();
            place_[box] = static_cast<std::uint16_t>(used_.size());
        }
        moments_[place_[box] - std::size_t{1}].add(point, weight);
    }

    // Writes the mean and the weight of each box, empties all boxes, and returns their number.
    std::size_t take(Point *points, std::uint32_t *weights) {
        const std::size_t count = used_.size();
        for (std::size_t i = 0; i < count; ++i) {
            const auto n = static_cast<std::int64_t>(moments_[i].n);
            for (std::size_t d = 0; d < kDimensions; ++d)
                points[i].x[d] = static_cast<std::int16_t>((moments_[i].sum[d] + n / 2) / n);
            weights[i] = static_cast<std::uint32_t>(n);
            place_[used_[i]] = 0;
        }
        used_.clear();
        moments_.clear();
        return count;
    }

private:
    std::array<std::uint16_t, kMostBoxes> place_{};  // of the moments of a box, from 1, or 0
    std::vector<std::uint16_t> used_;
    std::vector<Moments> moments_;
};

// Returns a number that looks random, and depends on the color only: the order of entries has no
// meaning.
std::uint64_t random_of(const Point &point) {
    std::uint64_t hash = std::bit_cast<std::uint64_t>(point) * 0x9E3779B97F4A7C15U;
    hash = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 32;
}

}  // namespace

template <typename Reduce>
Histogram Histogram::reduced(Team &team, Reduce &&reduce) const {
    constexpr std::size_t kLeastEntries = std::size_t{1} << 15;  // fewest worth a thread
    Histogram fewer(has_alpha_);
    fewer.cells_ = cells_;
    // There are at most as many entries, and memory that is not written to costs nothing.
    const std::size_t groups = (cells_.size() + kCellsPerGap - 1) / kCellsPerGap;
    fewer.entries_end_ = entries_end_ + groups * kSlack;
    fewer.make_room(false);
    const unsigned workers = team.workers_for(entries_end_, kLeastEntries);
    team.share(groups, workers, [&](std::size_t group, unsigned worker) {
        const std::size_t last = std::min((group + 1) * kCellsPerGap, cells_.size());
        std::size_t entry = cells_[group * kCellsPerGap].first + group * kSlack;
        for (std::size_t i = group * kCellsPerGap; i < last; ++i) {
            Cell &cell = fewer.cells_[i];
            cell.first = entry;
            const std::size_t count = reduce(cells_[i], fewer.points_.get() + entry,
                                             fewer.weights_.get() + entry, worker);
            if (team.is_stopped()) return;
            cell.size = static_cast<std::uint32_t>(count);
            if (count > 0) fewer.summarize(cell);
            entry += count;
        }
    });
    std::erase_if(fewer.cells_, [](const Cell &cell) { return cell.size == 0; });
    for (const Cell &cell : fewer.cells_) fewer.unique_ += cell.size;
    fewer.add_up_cells();
    return fewer;
}

Histogram Histogram::thinned(Team &team) const {
    const unsigned shift = (has_alpha_ ? 11 : 10) - kBoxBits;  // those of a cell are 2^11 or 2^10
    const auto box_of = [&](const Point &point) {
        std::size_t box = 0;
        for (unsigned d = 0; d < dimensions(); ++d)
            box = box << kBoxBits | (static_cast<unsigned>(point.x[d]) >> shift & 7);
        return box;
    };
    std::vector<Boxes> boxes(team.size());
    return reduced(
        team, [&](const Cell &cell, Point *points, std::uint32_t *weights, unsigned worker) {
            for (std::size_t e = cell.first; e < cell.first + cell.size; ++e) {
                boxes[worker].add(box_of(points_.get()[e]), points_.get()[e], weights_.get()[e]);
                if (e % kCheckedEntries == 0 && team.is_stopped()) break;
            }
            return boxes[worker].take(points, weights);
        });
}

// A color is taken with a probability in proportion to its weight, and counts as `step` pixels;
// those of more pixels are all taken. So the sums over the sample are expected to be those over all
// colors, and no color of many pixels is missed.
Histogram Histogram::sampled(std::uint32_t step, Team &team) const {
    const std::uint64_t share = ~std::uint64_t{0} / step;
    return reduced(team, [&](const Cell &cell, Point *points, std::uint32_t *weights, unsigned) {
        std::array<Point, kBlock> block;
        std::array<std::uint32_t, kBlock> block_weights;
        std::size_t sampled = 0;
        for (std::size_t first = 0; first < cell.size; first += kBlock) {
            const std::size_t count = std::min<std::size_t>(cell.size - first, kBlock);
            load(cell, first, count, block.data(), block_weights.data());
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t weight = block_weights[i];
                if (weight < step && random_of(block[i]) >= weight * share) [[likely]]
                    continue;
                points[sampled] = block[i];
                weights[sampled++] = std::max(weight, step);
            }
            if (first % kCheckedEntries == 0 && team.is_stopped()) break;
        }
        return sampled;
    });
}

}  // namespace quant::core
