// Keeps the sums of all clusters up to date with each color that moves.
#include "cluster/color_clusters.h"

#include <algorithm>
#include <cmath>

#include "base/lowest.h"

namespace quant::core {
namespace {

Centroid centroid_at(const std::array<double, kDimensions> &center) {
    Centroid c;
    for (std::size_t d = 0; d < kDimensions; ++d)
        c.x[d] = static_cast<std::int16_t>(
            std::clamp(std::floor(center[d] / 2 + 0.5), 0.0, double{kCentroidMax}));
    return c;
}

}  // namespace

ColorArrays::ColorArrays(std::span<const WeightedColor> colors) {
    for (const WeightedColor &color : colors) {
        weight.push_back(static_cast<double>(color.weight));
        rough_weight.push_back(static_cast<float>(color.weight));
        for (std::size_t d = 0; d < kDimensions; ++d) {
            x[d].push_back(color.point.x[d]);
            rough_x[d].push_back(color.point.x[d]);
            squares += weight.back() * x[d].back() * x[d].back();
        }
    }
}

ColorClusters::ColorClusters(const ColorArrays &colors, std::span<const Centroid> centroids,
                             std::size_t fixed)
    : colors_(&colors),
      fixed_(fixed),
      weight_(centroids.size()),
      changed_in_(centroids.size()),
      costs_(centroids.size()),
      leaving_(colors.size()),
      excess_(colors.size()) {
    for (std::size_t d = 0; d < kDimensions; ++d) {
        sum_[d].resize(centroids.size());
        for (const Centroid &centroid : centroids) center_[d].push_back(point_of(centroid).x[d]);
    }
    for (std::size_t i = 0; i < colors.size(); ++i) {
        distances_of(i, costs_);
        labels_.push_back(static_cast<std::uint32_t>(index_of_lowest<double>(costs_)));
    }
    for (std::size_t i = 0; i < colors.size(); ++i) add(i, labels_[i], 1);
}

double ColorClusters::squared_distance(std::size_t color, std::size_t cluster) const {
    double sum = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const double way = center_[d][cluster] - colors_->x[d][color];
        sum += way * way;
    }
    return sum;
}

double ColorClusters::cost_of(std::size_t color, std::size_t cluster) const {
    const double distance = squared_distance(color, cluster);
    if (cluster < fixed_) return distance;
    return distance * (weight_[cluster] / (weight_[cluster] + colors_->weight[color]));
}

// Writes the squared distances to the centers. The steps are independent, so that the compiler can
// use vectors.
void ColorClusters::distances_of(std::size_t color, std::span<double> distances) const {
    const double x0 = colors_->x[0][color], x1 = colors_->x[1][color], x2 = colors_->x[2][color],
                 x3 = colors_->x[3][color];
    const double *c0 = center_[0].data(), *c1 = center_[1].data(), *c2 = center_[2].data(),
                 *c3 = center_[3].data();
    double *__restrict out = distances.data();
    for (std::size_t k = 0; k < distances.size(); ++k)
        out[k] = (c0[k] - x0) * (c0[k] - x0) + (c1[k] - x1) * (c1[k] - x1) +
                 (c2[k] - x2) * (c2[k] - x2) + (c3[k] - x3) * (c3[k] - x3);
}

void ColorClusters::costs_of(std::size_t color, std::span<double> costs) const {
    distances_of(color, costs);
    const double weight = colors_->weight[color];
    const double *weights = weight_.data();
    double *__restrict out = costs.data();
    for (std::size_t k = fixed_; k < size(); ++k) out[k] *= weights[k] / (weights[k] + weight);
}

bool ColorClusters::pass() {
    ++passes_;
    find_restless();
    bool moved = false;
    for (std::size_t i = 0; i < colors_->size(); ++i) {
        if (excess_[i] >= 0) continue;
        const std::size_t to = best_place_of(i);
        if (to == labels_[i]) continue;
        move(i, to);
        moved = true;
    }
    return moved;
}

// Returns whether a cluster has changed since the colors were looked at in the pass before. The
// centers of fixed clusters do not.
bool ColorClusters::has_changed(std::size_t cluster) const {
    return passes_ == 1 || (cluster >= fixed_ && changed_in_[cluster] + 1 >= passes_);
}

// Finds the colors that may move: only a cluster that has changed can attract a color, or repel its
// own.
void ColorClusters::find_restless() {
    std::ranges::fill(excess_, 1.0F);
    for (std::size_t i = 0; i < colors_->size(); ++i)
        if (has_changed(labels_[i])) leaving_[i] = static_cast<float>(leaving_gain(i));
    std::size_t compared = 0;
    for (std::size_t k = 0; k < size(); ++k) {
        if (!has_changed(k)) continue;
        compare_all(k);
        ++compared;
    }
    if (compared == size()) return;
    for (std::size_t i = 0; i < colors_->size(); ++i)
        if (has_changed(labels_[i])) excess_[i] = -1;
}

// Compares what joining a cluster costs all colors with what leaving theirs gains.
void ColorClusters::compare_all(std::size_t cluster) {
    const auto c0 = static_cast<float>(center_[0][cluster]),
               c1 = static_cast<float>(center_[1][cluster]),
               c2 = static_cast<float>(center_[2][cluster]),
               c3 = static_cast<float>(center_[3][cluster]);
    const bool is_fixed = cluster < fixed_;
    const float weight = is_fixed ? 1 : static_cast<float>(weight_[cluster]);
    const float grows = is_fixed ? 0 : 1;
    const float *x0 = colors_->rough_x[0].data(), *x1 = colors_->rough_x[1].data(),
                *x2 = colors_->rough_x[2].data(), *x3 = colors_->rough_x[3].data(),
                *weights = colors_->rough_weight.data(), *leaving = leaving_.data();
    const std::uint32_t *labels = labels_.data();
    float *__restrict excess = excess_.data();
    constexpr float kAtMost = 1.001F;  // more than rounding can change
    for (std::size_t i = 0; i < colors_->size(); ++i) {
        const float distance = (c0 - x0[i]) * (c0 - x0[i]) + (c1 - x1[i]) * (c1 - x1[i]) +
                               (c2 - x2[i]) * (c2 - x2[i]) + (c3 - x3[i]) * (c3 - x3[i]);
        const float here = distance * weight - kAtMost * leaving[i] * (weight + grows * weights[i]);
        excess[i] = labels[i] != cluster && here < excess[i] ? here : excess[i];
    }
}

void ColorClusters::move(std::size_t color, std::size_t to) {
    changed_in_[labels_[color]] = changed_in_[to] = passes_;
    add(color, labels_[color], -1);
    add(color, to, 1);
    labels_[color] = static_cast<std::uint32_t>(to);
}

void ColorClusters::add(std::size_t color, std::size_t to, double sign) {
    const double weight = sign * colors_->weight[color];
    weight_[to] += weight;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        sum_[d][to] += weight * colors_->x[d][color];
        if (to >= fixed_ && weight_[to] > 0) center_[d][to] = sum_[d][to] / weight_[to];
    }
}

// Returns what leaving its own cluster gains for each unit of a color's weight. A color that is
// alone has nothing to gain.
double ColorClusters::leaving_gain(std::size_t color) const {
    const std::size_t own = labels_[color];
    const double distance = squared_distance(color, own);
    if (own < fixed_) return distance;
    const double rest = weight_[own] - colors_->weight[color];
    return rest > 0 ? distance * (weight_[own] / rest) : 0;
}

// Of equal clusters, the first one counts.
std::size_t ColorClusters::best_place_of(std::size_t color) {
    const std::size_t own = labels_[color];
    // A move must gain more than rounding could.
    const double least = leaving_gain(color) * (1 - 1e-9);
    costs_of(color, costs_);
    costs_[own] = least;
    const std::size_t best = index_of_lowest<double>(costs_);
    return costs_[best] < least ? best : own;
}

double ColorClusters::explained() const {
    double sum = 0;
    for (std::size_t k = 0; k < size(); ++k) {
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const double s = sum_[d][k], c = center_[d][k];
            if (k < fixed_) {
                sum += c * (2 * s - weight_[k] * c);
            } else if (weight_[k] > 0) {
                sum += s * (s / weight_[k]);
            }
        }
    }
    return sum;
}

std::vector<Centroid> ColorClusters::centroids() const {
    std::vector<Centroid> centroids;
    for (std::size_t k = 0; k < size(); ++k)
        centroids.push_back(
            centroid_at({center_[0][k], center_[1][k], center_[2][k], center_[3][k]}));
    return centroids;
}

}  // namespace quant::core
