// Runs plain loops over the distinct colors.
#include "validate/reference.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "validate/distances.h"

namespace quant::cli::validate {
namespace {

constexpr double kSteps = 64;  // steps of a stored centroid in one 8-bit unit

using reference::Cluster;
using reference::position;
using reference::squared_distance;

std::string text_of(const Vector &v) {
    char text[96];
    std::snprintf(text, sizeof text, "(%.6g, %.6g, %.6g)", v[0], v[1], v[2]);
    return text;
}

std::string entry_text(std::size_t k) { return "palette entry " + std::to_string(k); }

// Returns a mean as it is stored: rounded to the nearest step, halves up.
Vector stored(const Vector &mean) {
    Vector result{};
    for (std::size_t d = 0; d < 3; ++d) result[d] = std::floor(mean[d] * kSteps + 0.5) / kSteps;
    return result;
}

// Returns the stored centroid of a 16-bit palette entry. A step is 257 / 64 = 4.02 units of 16
// bits, so the entry can stand only for the nearest step.
Vector centroid_of(const Color16 &color) {
    const auto one = [](std::uint16_t v) { return std::round(v * kSteps / 257) / kSteps; };
    return {one(color.r), one(color.g), one(color.b)};
}

std::string check_palette(const Outcome &outcome, std::vector<Vector> &centroids) {
    const std::size_t size = outcome.palette16.size();
    if (size == 0 || outcome.palette.size() != size || outcome.counts.size() != size)
        return "the palettes and counts have no common size";
    centroids.clear();
    for (std::size_t k = 0; k < size; ++k) {
        const Color16 &wide = outcome.palette16[k];
        const Color &narrow = outcome.palette[k];
        const Vector centroid = centroid_of(wide);
        const Vector wide_vector{double(wide.r), double(wide.g), double(wide.b)};
        const Vector narrow_vector{double(narrow.r), double(narrow.g), double(narrow.b)};
        for (std::size_t d = 0; d < 3; ++d) {
            if (std::abs(wide_vector[d] - centroid[d] * 257) > 0.5)
                return "16-bit " + entry_text(k) + " is not a stored centroid";
            if (std::abs(narrow_vector[d] - centroid[d]) > 0.5)
                return "8-bit " + entry_text(k) + " is not the 16-bit one, rounded";
        }
        if (wide.a != 65535 || narrow.a != 255) return entry_text(k) + " is not opaque";
        if (k > 0 && outcome.counts[k] > outcome.counts[k - 1])
            return entry_text(k) + " has more pixels than the one before";
        centroids.push_back(centroid);
    }
    return {};
}

// Finds the label of each distinct color from the labels of its pixels, which must be equal.
std::string find_labels(const DistinctColors &picture, const Outcome &outcome,
                        std::vector<std::uint8_t> &labels) {
    if (outcome.labels.size() != picture.of_pixel.size())
        return "the labels are not as many as the pixels";
    labels.assign(picture.colors.size(), 0);
    for (std::size_t i = 0; i < outcome.labels.size(); ++i)
        labels[picture.of_pixel[i]] = outcome.labels[i];
    for (std::size_t i = 0; i < outcome.labels.size(); ++i) {
        const std::size_t label = outcome.labels[i];
        const std::size_t other = labels[picture.of_pixel[i]];
        const auto is_wrong = [&](const std::string &why) {
            return "the label of pixel " + std::to_string(i) + ", " + std::to_string(label) + why;
        };
        if (label >= outcome.palette16.size()) return is_wrong(", is no palette entry");
        if (label != other)
            return is_wrong(", is not that of another pixel of its color, " +
                            std::to_string(other));
    }
    return {};
}

std::string check_sums(const DistinctColors &picture, const Clustering &clustering,
                       const Outcome &outcome) {
    std::vector<std::uint64_t> counts(clustering.centroids.size());
    double inertia = 0;
    for (std::size_t i = 0; i < picture.colors.size(); ++i) {
        const std::size_t k = clustering.labels[i];
        counts[k] += picture.counts[i];
        inertia += static_cast<double>(picture.counts[i]) *
                   squared_distance(position(picture.colors[i]), clustering.centroids[k]);
    }
    for (std::size_t k = 0; k < counts.size(); ++k)
        if (counts[k] != outcome.counts[k])
            return "the count of entry " + std::to_string(k) + " is " +
                   std::to_string(outcome.counts[k]) + ", but " + std::to_string(counts[k]) +
                   " pixels have its label";
    if (deviation(inertia, outcome.inertia) > kInertiaTolerance) {
        char text[120];
        std::snprintf(text, sizeof text, "the inertia is %.15g, but that of the labels is %.15g",
                      outcome.inertia, inertia);
        return text;
    }
    return {};
}

}  // namespace

std::string check_outcome(const DistinctColors &picture, const Outcome &outcome,
                          Clustering &clustering) {
    std::string wrong = check_palette(outcome, clustering.centroids);
    if (wrong.empty()) wrong = find_labels(picture, outcome, clustering.labels);
    if (wrong.empty()) wrong = check_sums(picture, clustering, outcome);
    return wrong;
}

std::string check_nearest(const DistinctColors &picture, const Clustering &clustering,
                          const std::vector<Vector> &centroids) {
    Distances distances(centroids);
    for (std::size_t i = 0; i < picture.colors.size(); ++i) {
        const Vector x = position(picture.colors[i]);
        const std::size_t label = clustering.labels[i];
        const double own = squared_distance(x, clustering.centroids[label]);
        bool some_nearer = false;
        for (const double distance : distances.from(x)) some_nearer |= distance < own;
        if (some_nearer)
            return "the color " + text_of(x) + " has the label " + std::to_string(label) + ", " +
                   text_of(clustering.centroids[label]) + ", but " +
                   text_of(centroids[distances.nearest_to(x)]) + " is nearer";
    }
    return {};
}

std::string check_seeds(const DistinctColors &picture, const Clustering &seeds) {
    for (const Vector &seed : seeds.centroids) {
        const Rgb color{static_cast<std::uint8_t>(seed[0]), static_cast<std::uint8_t>(seed[1]),
                        static_cast<std::uint8_t>(seed[2])};
        if (position(color) != seed ||
            !std::binary_search(picture.colors.begin(), picture.colors.end(), color))
            return "the seed " + text_of(seed) + " is not the color of a pixel";
    }
    return check_nearest(picture, seeds, seeds.centroids);
}

std::string check_step(const DistinctColors &picture, const Clustering &before,
                       const Clustering &after, std::size_t clusters) {
    // The palette may be smaller than `clusters`, because entries without pixels were dropped from
    // it.
    std::vector<Cluster> sums(std::max(clusters, before.centroids.size()));
    for (std::size_t i = 0; i < picture.colors.size(); ++i)
        sums[before.labels[i]].add(position(picture.colors[i]),
                                   static_cast<double>(picture.counts[i]));
    std::vector<Vector> means;
    means.reserve(sums.size());
    for (const Cluster &cluster : sums) means.push_back(stored(cluster.mean()));
    for (std::size_t k = 0; k < after.centroids.size(); ++k)
        if (std::find(means.begin(), means.end(), after.centroids[k]) == means.end())
            return entry_text(k) + ", " + text_of(after.centroids[k]) +
                   ", is not the mean of a cluster";
    return check_nearest(picture, after, means);
}

std::string check_ending(const DistinctColors &picture, const Outcome &outcome,
                         const Clustering &end, std::size_t clusters, unsigned limit) {
    if (outcome.exact) return {};  // there is nothing to iterate
    const std::string made =
        std::to_string(outcome.iterations) + " of at most " + std::to_string(limit) + " iterations";
    if (outcome.iterations > limit) return "made " + made;
    if (!outcome.converged)
        return outcome.iterations == limit ? std::string()
                                           : "ended after " + made + " without having converged";
    const std::string moves = check_step(picture, end, end, clusters);
    return moves.empty() ? moves
                         : "claims to have converged after " + made +
                               ", but another one would move centroids: " + moves;
}

}  // namespace quant::cli::validate
