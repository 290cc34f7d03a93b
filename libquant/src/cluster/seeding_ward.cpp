// Ward's seeding: merges the colors from below, with a list of nearest neighbors.
//
// J. H. Ward, "Hierarchical grouping to optimize an objective function", Journal of the American
// Statistical Association, 1963.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "base/lowest.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

// Merges clusters. Each knows its nearest neighbor of those that follow it. A cluster that was
// merged into another one stays in the arrays, far from all others, until they are compacted.
class Merging {
public:
    Merging(std::span<const WeightedColor> colors, Team *team) : left_(colors.size()), pace_(team) {
        for (const WeightedColor &color : colors) {
            weight_.push_back(static_cast<float>(color.weight));
            for (std::size_t d = 0; d < kDimensions; ++d) mean_[d].push_back(color.point.x[d]);
        }
        cost_.resize(left_);
        neighbor_.resize(left_);
        costs_.resize(left_);
        for (std::size_t i = 0; i < left_; ++i) find_neighbor(i);
    }

    void merge_to(std::size_t count) {
        while (left_ > count) {
            merge_nearest();
            if (left_ * 4 < weight_.size() * 3) compact();
        }
        compact();
    }

    std::vector<Centroid> centroids() const {
        std::vector<Centroid> centroids;
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            Centroid &centroid = centroids.emplace_back();
            for (std::size_t d = 0; d < kDimensions; ++d) {
                const float rounded = std::floor(mean_[d][i] / 2 + 0.5F);
                centroid.x[d] =
                    static_cast<std::int16_t>(std::clamp(rounded, 0.0F, float{kCentroidMax}));
            }
        }
        return centroids;
    }

private:
    static constexpr float kFarAway = 1e18F;  // whose square is a float, too
    static constexpr float kNoCost = 1e30F;   // more than any cost, less than those of far away

    // Writes the costs of merging a cluster with those from `first` on.
    void compare(std::size_t i, std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            float distance = 0;
            for (std::size_t d = 0; d < kDimensions; ++d)
                distance += (mean_[d][i] - mean_[d][j]) * (mean_[d][i] - mean_[d][j]);
            costs_[j] = distance * (weight_[i] * weight_[j] / (weight_[i] + weight_[j]));
        }
    }

    // Of equal costs, the first one counts.
    void find_neighbor(std::size_t i) {
        cost_[i] = kNoCost;
        compare(i, i + 1, weight_.size());
        pace_.is_stopped(weight_.size());
        if (i + 1 == weight_.size()) return;
        const std::span<const float> costs(costs_.data(), weight_.size());
        const std::size_t nearest = i + 1 + index_of_lowest(costs.subspan(i + 1));
        if (costs_[nearest] >= kNoCost) return;
        cost_[i] = costs_[nearest];
        neighbor_[i] = nearest;
    }

    void merge_nearest() {
        const std::size_t kept = index_of_lowest<float>(cost_);
        const std::size_t gone = neighbor_[kept];
        const float weight = weight_[kept] + weight_[gone];
        for (auto &x : mean_) {
            x[kept] = (x[kept] * weight_[kept] + x[gone] * weight_[gone]) / weight;
            x[gone] = kFarAway;
        }
        weight_[kept] = weight;
        weight_[gone] = 1;
        cost_[gone] = kNoCost;
        --left_;
        compare(kept, 0, kept);
        std::vector<std::size_t> &again = again_;
        again.assign(1, kept);
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            if (i == kept || cost_[i] >= kNoCost) continue;
            if (neighbor_[i] == kept || neighbor_[i] == gone) {
                again.push_back(i);
            } else if (i < kept && costs_[i] < cost_[i]) {
                cost_[i] = costs_[i];
                neighbor_[i] = kept;
            }
        }
        for (const std::size_t i : again) find_neighbor(i);
    }

    // Drops the clusters that were merged into others.
    void compact() {
        std::size_t kept = 0;
        std::vector<std::size_t> place(weight_.size());
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            if (mean_[0][i] >= kFarAway) continue;
            place[i] = kept;
            for (auto &x : mean_) x[kept] = x[i];
            weight_[kept] = weight_[i];
            cost_[kept] = cost_[i];
            neighbor_[kept++] = neighbor_[i];
        }
        for (auto &x : mean_) x.resize(kept);
        weight_.resize(kept);
        cost_.resize(kept);
        neighbor_.resize(kept);
        for (std::size_t &neighbor : neighbor_) neighbor = place[neighbor];
    }

    std::size_t left_;  // clusters
    Pace pace_;
    std::array<std::vector<float>, kDimensions> mean_;
    std::vector<float> weight_;
    std::vector<float> cost_;  // of merging a cluster with its neighbor
    std::vector<std::size_t> neighbor_;
    std::vector<float> costs_;        // of the last comparison
    std::vector<std::size_t> again_;  // those that need a new neighbor
};

}  // namespace

std::vector<Centroid> seed_ward(const Histogram &histogram, std::size_t count, Team *team) {
    const std::vector<WeightedColor> colors = histogram.colors(team);
    Merging merging(colors, team);
    merging.merge_to(count);
    return merging.centroids();
}

}  // namespace quant::core
