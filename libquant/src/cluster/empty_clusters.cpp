// Finds the farthest colors and the largest errors by assigning all colors of the histogram anew.
#include "cluster/empty_clusters.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd/kernels.h"

namespace quant::core {
namespace {

// Calls visit(point, weight, label, squared distance to its centroid) for every entry.
template <typename Visit>
void for_each_assigned(const Histogram &histogram, std::span<const Centroid> centroids, Team *team,
                       Visit &&visit) {
    const CentroidTable table(centroids);
    std::vector<std::uint8_t> labels(Histogram::kBlock);
    std::vector<std::int32_t> scores(Histogram::kBlock);
    histogram.for_each_block(
        [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
            kernels().assign(points, count, table, labels.data(), scores.data());
            for (std::size_t i = 0; i < count; ++i)
                visit(points[i], weights[i], labels[i], squared_distance(points[i], scores[i]));
        },
        team);
}

// Moves the empty clusters to the distinct colors that are farthest from their own centroids,
// farthest first.
void move_to_farthest(const Histogram &histogram, std::span<const Centroid> assigned,
                      std::span<const std::size_t> empty, std::span<Centroid> moved, Team *team) {
    struct Far {
        std::uint32_t distance;
        std::uint64_t key;
        Point point;
        bool operator>(const Far &other) const {
            return distance != other.distance ? distance > other.distance : key < other.key;
        }
    };
    std::vector<Far> farthest;  // sorted and short; most colors are nearer than the last
    for_each_assigned(histogram, assigned, team,
                      [&](const Point &p, std::uint32_t, std::uint8_t, std::uint32_t distance) {
                          const Far candidate{distance, point_key(p), p};
                          if (farthest.size() == empty.size() && !(candidate > farthest.back()))
                              return;
                          const auto at =
                              std::lower_bound(farthest.begin(), farthest.end(), candidate,
                                               [](const Far &a, const Far &b) { return a > b; });
                          if (at != farthest.end() && at->key == candidate.key) return;
                          farthest.insert(at, candidate);
                          if (farthest.size() > empty.size()) farthest.pop_back();
                      });
    for (std::size_t i = 0; i < std::min(empty.size(), farthest.size()); ++i)
        if (farthest[i].distance > 0) moved[empty[i]] = centroid_of(farthest[i].point);
}

// How far the points of a cluster lie from its mean.
struct Spread {
    double n = 0, error = 0;
    std::array<double, kDimensions> variance{};
};

// Returns the squared error and the variances of each cluster around its mean.
std::vector<Spread> spreads_of(const Histogram &histogram, std::span<const Centroid> assigned,
                               std::span<const Moments> clusters, Team *team) {
    std::vector<std::array<std::uint64_t, kDimensions>> squares(clusters.size());
    for_each_assigned(histogram, assigned, team,
                      [&](const Point &p, std::uint32_t weight, std::uint8_t k, std::uint32_t) {
                          for (std::size_t d = 0; d < kDimensions; ++d)
                              squares[k][d] += std::uint64_t{weight} *
                                               static_cast<std::uint32_t>(p.x[d] * p.x[d]);
                      });
    std::vector<Spread> spreads(clusters.size());
    for (std::size_t k = 0; k < clusters.size(); ++k) {
        if (clusters[k].n == 0) continue;
        Spread &spread = spreads[k];
        spread.n = static_cast<double>(clusters[k].n);
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const double mean = static_cast<double>(clusters[k].sum[d]) / spread.n;
            const double mean_square = static_cast<double>(squares[k][d]) / spread.n;
            spread.variance[d] = std::max(0.0, mean_square - mean * mean);
            spread.error += spread.variance[d] * spread.n;
        }
    }
    return spreads;
}

// A standard deviation of 2 is one step of a centroid. Halves that are nearer together could not be
// told apart, and the cluster would be split again in every iteration.
inline constexpr double kLeastVariance = 4;

// Splits the cluster with the largest error for each empty cluster. The two centroids move by a
// standard deviation to either side, along the axis of the largest variance. After that, each of
// the two is taken to have half of the pixels and a quarter of the variance along that axis, as for
// uniform density.
void split_largest(const Histogram &histogram, std::size_t fixed,
                   std::span<const Centroid> assigned, std::span<const Moments> clusters,
                   std::span<const std::size_t> empty, std::span<Centroid> moved, Team *team) {
    std::vector<Spread> spreads = spreads_of(histogram, assigned, clusters, team);
    const auto longest_axis = [](const Spread &spread) {
        return static_cast<std::size_t>(
            std::max_element(spread.variance.begin(), spread.variance.end()) -
            spread.variance.begin());
    };
    for (std::size_t k = 0; k < spreads.size(); ++k)
        if (k < fixed || spreads[k].variance[longest_axis(spreads[k])] < kLeastVariance)
            spreads[k].error = 0;
    for (const std::size_t k : empty) {
        const auto largest =
            std::max_element(spreads.begin(), spreads.end(),
                             [](const Spread &a, const Spread &b) { return a.error < b.error; });
        if (largest->error <= 0) return;
        const auto donor = static_cast<std::size_t>(largest - spreads.begin());
        const std::size_t axis = longest_axis(*largest);
        // Centroids are stored at half the scale of points.
        const int step = static_cast<int>(std::sqrt(largest->variance[axis]) / 2);
        const int middle = moved[donor].x[axis];
        const auto shifted = [&](int by) {
            return static_cast<std::int16_t>(std::clamp(middle + by, 0, kCentroidMax));
        };
        moved[k] = moved[donor];
        moved[k].x[axis] = shifted(step);
        moved[donor].x[axis] = shifted(-step);

        largest->n /= 2;
        largest->variance[axis] /= 4;
        largest->error = 0;
        if (largest->variance[longest_axis(*largest)] >= kLeastVariance)
            for (const double v : largest->variance) largest->error += v * largest->n;
        spreads[k] = *largest;
    }
}

}  // namespace

void treat_empty_clusters(const EmptyRule &rule, const Histogram &histogram,
                          std::span<const Centroid> assigned, std::span<const Moments> clusters,
                          std::span<Centroid> moved, Team *team) {
    std::vector<std::size_t> empty;
    for (std::size_t k = rule.fixed; k < clusters.size(); ++k)
        if (clusters[k].n == 0) empty.push_back(k);
    if (empty.empty()) return;
    switch (rule.policy) {
        case QUANT_EMPTY_ZERO:
            for (const std::size_t k : empty) moved[k] = rule.black;
            break;
        case QUANT_EMPTY_KEEP: break;  // moved[k] has not changed
        case QUANT_EMPTY_FARTHEST: move_to_farthest(histogram, assigned, empty, moved, team); break;
        case QUANT_EMPTY_SPLIT:
            split_largest(histogram, rule.fixed, assigned, clusters, empty, moved, team);
            break;
    }
}

}  // namespace quant::core
