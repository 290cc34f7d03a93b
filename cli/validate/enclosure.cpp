// Finds, for each color, the centroids that can be nearest to it.
#include "validate/enclosure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "validate/distances.h"

namespace quant::cli::validate {
namespace {

using reference::Cluster;
using reference::position;
using reference::squared_distance;

const double kRounding = std::sqrt(3.0) / 128;  // how far a stored centroid can be from the mean
constexpr double kSlack = 1e-9;                 // for the rounding of doubles, which is far less

// A seed that was left out was equal to another one. It has no pixels, as if it were far away.
constexpr double kFarAway = 1e6;

}  // namespace

Enclosure::Enclosure(const DistinctColors &picture, const Clustering &seeds, std::size_t clusters)
    : picture_(picture),
      centroids_(seeds.centroids),
      nearest_(seeds.labels.begin(), seeds.labels.end()),
      is_certain_(picture.colors.size(), true) {
    centroids_.resize(std::max(clusters, centroids_.size()), {kFarAway, kFarAway, kFarAway});
    radii_.resize(centroids_.size());
}

void Enclosure::advance() {
    std::vector<Cluster> clusters(centroids_.size());
    std::vector<double> certain(centroids_.size());
    for (std::size_t i = 0; i < picture_.colors.size(); ++i) {
        const auto count = static_cast<double>(picture_.counts[i]);
        clusters[nearest_[i]].add(position(picture_.colors[i]), count);
        if (is_certain_[i]) certain[nearest_[i]] += count;
    }
    for (std::size_t k = 0; k < centroids_.size(); ++k) centroids_[k] = clusters[k].mean();
    const std::vector<double> uncertain = uncertain_sums(centroids_);
    std::vector<bool> can_have_pixels(centroids_.size());
    for (const Candidate &candidate : candidates_) can_have_pixels[candidate.cluster] = true;
    for (std::size_t k = 0; k < centroids_.size(); ++k) {
        if (certain[k] > 0)
            radii_[k] = kRounding + uncertain[k] / certain[k];
        else  // it is black if it cannot have pixels, and otherwise black or anywhere
            radii_[k] = can_have_pixels[k] ? std::numeric_limits<double>::infinity() : 0;
    }
    find_clusters();
}

// Returns, for each cluster, the sum of the distances of its uncertain pixels to its mean.
std::vector<double> Enclosure::uncertain_sums(const std::vector<Vector> &means) const {
    std::vector<double> sums(means.size());
    for (const auto &[color, cluster] : candidates_)
        sums[cluster] +=
            static_cast<double>(picture_.counts[color]) *
            std::sqrt(squared_distance(position(picture_.colors[color]), means[cluster]));
    return sums;
}

void Enclosure::find_clusters() {
    Distances distances(centroids_);
    candidates_.clear();
    double certain = 0, all = 0;
    for (std::size_t i = 0; i < picture_.colors.size(); ++i) {
        const Vector x = position(picture_.colors[i]);
        const std::size_t nearest = distances.nearest_to(x);
        const std::vector<double> &squared = distances.from(x);
        // No centroid of the library that is farther than this can be the nearest one.
        const double farthest = std::sqrt(squared[nearest]) + radii_[nearest] + kSlack;
        const auto can_be_nearest = [&](std::size_t k) {
            const double reach = farthest + radii_[k];
            return squared[k] <= reach * reach;
        };
        const std::size_t before = candidates_.size();
        for (std::size_t k = 0; k < squared.size(); ++k)
            if (can_be_nearest(k))
                candidates_.push_back(
                    {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k)});
        nearest_[i] = static_cast<std::uint32_t>(nearest);
        is_certain_[i] = candidates_.size() == before + 1;
        if (is_certain_[i]) candidates_.pop_back();
        const auto count = static_cast<double>(picture_.counts[i]);
        all += count;
        if (is_certain_[i]) certain += count;
    }
    certainty_ = certain / all;
}

std::string Enclosure::check(const Clustering &found) const {
    for (std::size_t i = 0; i < picture_.colors.size(); ++i) {
        if (!is_certain_[i]) continue;
        const std::size_t k = nearest_[i];
        const Vector &theirs = found.centroids[found.labels[i]];
        const double apart = std::sqrt(squared_distance(theirs, centroids_[k]));
        if (apart <= radii_[k] + kSlack) continue;
        const Rgb &color = picture_.colors[i];
        char text[160];
        std::snprintf(text, sizeof text,
                      "the centroid of the color (%u, %u, %u) is %.4g away from that of K-Means in "
                      "doubles, but rounding can move it by %.4g only",
                      unsigned{color[0]}, unsigned{color[1]}, unsigned{color[2]}, apart, radii_[k]);
        return text;
    }
    return {};
}

}  // namespace quant::cli::validate
