// Makes a histogram of fewer colors for searches, which need not be exact.
#include <algorithm>
#include <array>
#include <vector>

#include "histogram/histogram.h"

namespace quant::core {
namespace {

// A box is an eighth of a cell along each dimension.
inline constexpr unsigned kBoxBits = 3;
inline constexpr std::size_t kMostBoxes = std::size_t{1} << (kBoxBits * kDimensions);

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

}  // namespace

Histogram Histogram::thinned(Team &team) const {
    constexpr std::size_t kLeastEntries = std::size_t{1} << 15;  // fewest worth a thread
    constexpr std::size_t kCheckedEntries = std::size_t{1} << 16;
    const unsigned shift = (has_alpha_ ? 11 : 10) - kBoxBits;  // those of a cell are 2^11 or 2^10
    const auto box_of = [&](const Point &point) {
        std::size_t box = 0;
        for (unsigned d = 0; d < dimensions(); ++d)
            box = box << kBoxBits | (static_cast<unsigned>(point.x[d]) >> shift & 7);
        return box;
    };
    Histogram thin(has_alpha_);
    thin.cells_ = cells_;
    // There are at most as many entries, and memory that is not written to costs nothing.
    const std::size_t groups = (cells_.size() + kCellsPerGap - 1) / kCellsPerGap;
    thin.entries_end_ = entries_end_ + groups * kSlack;
    thin.make_room(false);
    const unsigned workers = threads_for(entries_end_, kLeastEntries, team.size());
    std::vector<Boxes> boxes(workers);
    team.share(groups, workers, [&](std::size_t group, unsigned worker) {
        const std::size_t last = std::min((group + 1) * kCellsPerGap, cells_.size());
        std::size_t entry = cells_[group * kCellsPerGap].first + group * kSlack;
        for (std::size_t i = group * kCellsPerGap; i < last; ++i) {
            const Cell &cell = cells_[i];
            for (std::size_t e = cell.first; e < cell.first + cell.size; ++e) {
                boxes[worker].add(box_of(points_.get()[e]), points_.get()[e], weights_.get()[e]);
                if (e % kCheckedEntries == 0 && team.is_stopped()) return;
            }
            thin.cells_[i].first = entry;
            const std::size_t count =
                boxes[worker].take(thin.points_.get() + entry, thin.weights_.get() + entry);
            thin.cells_[i].size = static_cast<std::uint32_t>(count);
            thin.summarize(thin.cells_[i]);
            entry += count;
        }
    });
    for (const Cell &cell : thin.cells_) thin.unique_ += cell.size;
    thin.add_up_cells();
    return thin;
}

}  // namespace quant::core
