// Looks at the cells of one cluster after another, so that clusters can be shared out to threads,
// and at the cells of a cluster in their order, so that the sums have the same bits for any number
// of threads.
#include "cluster/planner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "simd/kernels.h"

namespace quant::core {
namespace {

// The numbers of cells and of clusters that a thread takes at a time.
inline constexpr std::size_t kUnitPoints = 512;
inline constexpr std::size_t kUnitClusters = 4;

// Distances that are looked at together; a divisor of 256.
inline constexpr std::size_t kBlock = 16;

// A thread is not worth waking for fewer cells.
inline constexpr std::size_t kLeastCells = 1024;

}  // namespace

Planner::Planner(const Histogram &histogram, std::size_t fixed, Team &team)
    : fixed_(fixed), dimensions_(histogram.dimensions()), team_(team) {
    figures_.reserve(histogram.cells().size());
    points_.reserve(histogram.cells().size());
    for (const Cell &cell : histogram.cells()) {
        const Moments &m = cell.moments;
        const auto n = static_cast<std::int64_t>(m.n);
        CellFigures figures{{}, static_cast<double>(m.n), static_cast<double>(cell.squared)};
        Point mean{};
        for (std::size_t d = 0; d < kDimensions; ++d) {
            figures.mean[d] = static_cast<double>(m.sum[d]) / figures.n;
            figures.within -= figures.mean[d] * static_cast<double>(m.sum[d]);
            mean.x[d] = static_cast<std::int16_t>((2 * m.sum[d] + n) / (2 * n));
        }
        figures.within /= dimensions_;
        figures_.push_back(figures);
        points_.push_back(mean);
    }
    labels_.resize(points_.size());
    sorted_.resize(points_.size());
}

void Planner::look_at(std::span<const Centroid> centroids) {
    means_.resize(centroids.size());
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        for (std::size_t d = 0; d < kDimensions; ++d) means_[k][d] = 2.0 * centroids[k].x[d];
    }
    heirs_.resize(centroids.size());
    shapes_.resize(centroids.size());
    centroids_ = CentroidTable(centroids);
    const unsigned workers = team_.workers_for(points_.size(), kLeastCells);
    team_.share_ranges(points_.size(), kUnitPoints, workers, [&](Range range, unsigned) {
        kernels().assign(&points_[range.first], range.size(), centroids_, &labels_[range.first],
                         nullptr);
    });
    sort_by_label(centroids.size());
    team_.share_ranges(centroids.size(), kUnitClusters, workers, [&](Range range, unsigned) {
        for (std::size_t k = range.first; k < range.last; ++k) {
            heirs_[k] = heirs_of(k);
            shapes_[k] = shape_of(k);
        }
    });
    by_utility_.clear();
    by_gain_.clear();
    for (std::size_t k = fixed_; k < centroids.size(); ++k) {
        by_utility_.emplace_back(shapes_[k].utility, static_cast<std::uint8_t>(k));
        by_gain_.emplace_back(-gain(k), static_cast<std::uint8_t>(k));
    }
    std::ranges::sort(by_utility_);
    std::ranges::sort(by_gain_);
}

// This is a counting sort, which keeps the order of cells with the same label.
void Planner::sort_by_label(std::size_t labels) {
    first_.assign(labels + 1, 0);
    for (const std::uint8_t label : labels_) ++first_[label + 1U];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::uint32_t i = 0; i < labels_.size(); ++i) sorted_[next[labels_[i]]++] = i;
}

Planner::Heirs Planner::heirs_of(std::size_t k) const {
    // The squared distances between centroids are integers of 31 bits.
    constexpr std::int32_t kFar = std::numeric_limits<std::int32_t>::max();
    std::array<std::int32_t, 256> distances;
    kernels().distances(centroids_, k, distances.data());
    std::fill(distances.begin() + static_cast<std::ptrdiff_t>(means_.size()), distances.end(),
              kFar);
    distances[k] = kFar;
    // The heirs of the last look are mostly still the nearest; none is farther than they are.
    std::int32_t limit = kFar;
    if (heirs_[k].size == kHeirs) {
        limit = 0;
        for (const std::uint8_t id : heirs_[k].id) limit = std::max(limit, distances[id]);
        if (limit < kFar) ++limit;
    }
    Heirs heirs;
    std::array<std::int32_t, kHeirs> nearest;
    nearest.fill(limit);
    for (std::size_t first = 0; first < means_.size(); first += kBlock) {
        // Mostly no distance of a block is among the least ones.
        std::int32_t least = limit;
        for (std::size_t i = first; i < first + kBlock; ++i) least = std::min(least, distances[i]);
        if (least >= nearest[kHeirs - 1]) continue;
        for (std::size_t i = first; i < first + kBlock; ++i) {
            if (distances[i] >= nearest[kHeirs - 1]) continue;
            std::size_t at = heirs.size < kHeirs ? heirs.size++ : kHeirs - 1;
            for (; at > 0 && distances[i] < nearest[at - 1]; --at) {
                nearest[at] = nearest[at - 1];
                heirs.id[at] = heirs.id[at - 1];
            }
            nearest[at] = distances[i];
            heirs.id[at] = static_cast<std::uint8_t>(i);
        }
    }
    for (std::size_t i = 0; i < kHeirs; ++i)
        for (std::size_t d = 0; d < kDimensions; ++d)
            heirs.mean[d][i] = i < heirs.size ? means_[heirs.id[i]][d] : 0;
    return heirs;
}

Planner::Shape Planner::shape_of(std::size_t k) const {
    Shape shape;
    const Vector &own = means_[k];
    const Heirs &heirs = heirs_[k];
    for (std::size_t at = first_[k]; at < first_[k + 1]; ++at) {
        const CellFigures &cell = figures_[sorted_[at]];
        Vector offset;
        double to_own = 0;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            offset[d] = cell.mean[d] - own[d];
            to_own += offset[d] * offset[d];
        }
        shape.n += cell.n;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            for (std::size_t e = 0; e < kDimensions; ++e)
                shape.scatter[d][e] += cell.n * offset[d] * offset[e];
            if (d < dimensions_) shape.scatter[d][d] += cell.within;
        }
        std::array<double, kHeirs> distances{};
        for (std::size_t d = 0; d < kDimensions; ++d)
            for (std::size_t i = 0; i < kHeirs; ++i)
                distances[i] +=
                    (cell.mean[d] - heirs.mean[d][i]) * (cell.mean[d] - heirs.mean[d][i]);
        double next = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < heirs.size; ++i) next = std::min(next, distances[i]);
        shape.utility += cell.n * std::max(0.0, next - to_own);
    }
    if (shape.n > 0) find_axis(shape);
    return shape;
}

// Sets the spread and the axis to the largest eigenvalue of scatter / n and its direction, by power
// iteration.
void Planner::find_axis(Shape &shape) {
    std::size_t widest = 0;
    for (std::size_t d = 1; d < kDimensions; ++d)
        if (shape.scatter[d][d] > shape.scatter[widest][widest]) widest = d;
    shape.axis = shape.scatter[widest];
    double length = 0;
    for (int round = 0; round < 8; ++round) {
        Vector next{};
        length = 0;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            for (std::size_t e = 0; e < kDimensions; ++e)
                next[d] += shape.scatter[d][e] * shape.axis[e];
            length += next[d] * next[d];
        }
        length = std::sqrt(length);
        if (!(length > 0)) return;
        for (std::size_t d = 0; d < kDimensions; ++d) shape.axis[d] = next[d] / length;
    }
    Vector image{};
    for (std::size_t d = 0; d < kDimensions; ++d)
        for (std::size_t e = 0; e < kDimensions; ++e)
            image[d] += shape.scatter[d][e] * shape.axis[e];
    double along = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) along += image[d] * shape.axis[d];
    shape.spread = along / shape.n;
}

std::vector<Exchange> Planner::plan(std::size_t most, double hopeful,
                                    const std::set<Exchange> &failed) const {
    std::vector<Exchange> plan;
    std::vector<bool> busy(shapes_.size());
    while (plan.size() < most) {
        const std::optional<Exchange> next = next_of(hopeful, busy, failed);
        if (!next) break;
        plan.push_back(*next);
        busy[next->from] = busy[next->to] = true;
        // Its pixels go to its nearest heir, which must stay.
        if (heirs_[next->from].size > 0) busy[heirs_[next->from].id[0]] = true;
    }
    return plan;
}

void Planner::carry_out(const Exchange &exchange, std::vector<Centroid> &centroids) const {
    const Shape &shape = shapes_[exchange.to];
    const double step = 0.8 * std::sqrt(shape.spread) / 2;
    const Centroid middle = centroids[exchange.to];
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const auto shifted = [&](double by) {
            const double at = std::floor(middle.x[d] + by + 0.5);
            return static_cast<std::int16_t>(std::clamp(at, 0.0, double{kCentroidMax}));
        };
        centroids[exchange.from].x[d] = shifted(step * shape.axis[d]);
        centroids[exchange.to].x[d] = shifted(-step * shape.axis[d]);
    }
}

std::optional<Exchange> Planner::next_of(double hopeful, const std::vector<bool> &busy,
                                         const std::set<Exchange> &failed) const {
    std::optional<Exchange> chosen;
    double highest = -std::numeric_limits<double>::infinity();
    double most = 0;  // no exchange gains more
    for (const auto &[loss, to] : by_gain_) {
        if (busy[to]) continue;
        most = -loss;
        break;
    }
    for (const auto &[costs, from] : by_utility_) {
        if (most - costs <= highest) break;
        if (busy[from]) continue;
        for (const auto &[loss, to] : by_gain_) {
            if (hopeful * -loss <= costs || -loss - costs <= highest) break;
            if (to == from || busy[to] || failed.contains({from, to})) continue;
            chosen = Exchange{from, to};
            highest = -loss - costs;
            break;
        }
    }
    return chosen;
}

}  // namespace quant::core
