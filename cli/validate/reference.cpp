// reference.cpp: plain loops over distinct colors.
#include "validate/reference.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace quant::validate {
namespace {

constexpr double steps = 64;              // of a stored centroid, in an 8-bit unit
constexpr double paper_tolerance = 1e-4;  // of a centroid's movement

Vector position(const Rgb &color) { return {double(color[0]), double(color[1]), double(color[2])}; }

double squared_distance(const Vector &a, const Vector &b) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return x * x + y * y + z * z;
}

std::string text_of(const Vector &v) {
    char text[96];
    std::snprintf(text, sizeof text, "(%.6g, %.6g, %.6g)", v[0], v[1], v[2]);
    return text;
}

std::string entry_text(std::size_t k) { return "palette entry " + std::to_string(k); }

// A mean as it is stored: to the nearest step, halves up.
Vector stored(const Vector &mean) {
    Vector result{};
    for (std::size_t d = 0; d < 3; ++d) result[d] = std::floor(mean[d] * steps + 0.5) / steps;
    return result;
}

// The stored centroid of a 16-bit palette entry. Its steps are 257 / 64 = 4.02 of those, so the
// nearest one is the only one that it can stand for.
Vector centroid_of(const Color16 &color) {
    const auto one = [](std::uint16_t v) { return std::round(v * steps / 257) / steps; };
    return {one(color.r), one(color.g), one(color.b)};
}

std::vector<Vector> centroids_of(const Outcome &outcome) {
    std::vector<Vector> centroids;
    for (const Color16 &color : outcome.palette16) centroids.push_back(centroid_of(color));
    return centroids;
}

struct Nearest {
    std::size_t index = 0;
    double distance = std::numeric_limits<double>::infinity();
};

Nearest nearest_to(const Vector &x, const std::vector<Vector> &centroids) {
    Nearest best;
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const double distance = squared_distance(x, centroids[k]);
        if (distance < best.distance) best = {k, distance};
    }
    return best;
}

std::string check_palette(const Outcome &outcome) {
    const std::size_t size = outcome.palette16.size();
    if (size == 0 || outcome.palette.size() != size || outcome.counts.size() != size)
        return "the palettes and counts have no common size";
    for (std::size_t k = 0; k < size; ++k) {
        const Vector centroid = centroid_of(outcome.palette16[k]);
        const Color16 &wide = outcome.palette16[k];
        const Color &narrow = outcome.palette[k];
        const Vector wide16{double(wide.r), double(wide.g), double(wide.b)};
        const Vector narrow8{double(narrow.r), double(narrow.g), double(narrow.b)};
        for (std::size_t d = 0; d < 3; ++d) {
            if (std::abs(wide16[d] - centroid[d] * 257) > 0.5)
                return "16-bit " + entry_text(k) + " is not a stored centroid";
            if (std::abs(narrow8[d] - centroid[d]) > 0.5)
                return "8-bit " + entry_text(k) + " is not the 16-bit one, rounded";
        }
        if (wide.a != 65535 || narrow.a != 255) return entry_text(k) + " is not opaque";
        if (k > 0 && outcome.counts[k] > outcome.counts[k - 1])
            return entry_text(k) + " has more pixels than the one before";
    }
    return {};
}

// The label of each distinct color, from those of its pixels.
std::string find_labels(const DistinctColors &picture, const Outcome &outcome,
                        std::vector<std::size_t> &labels) {
    constexpr std::size_t none = QUANT_MAX_COLORS;
    labels.assign(picture.colors.size(), none);
    if (outcome.labels.size() != picture.of_pixel.size())
        return "the labels are not as many as the pixels";
    for (std::size_t i = 0; i < outcome.labels.size(); ++i) {
        const std::size_t label = outcome.labels[i];
        std::size_t &known = labels[picture.of_pixel[i]];
        if (label >= outcome.palette16.size())
            return "the label of pixel " + std::to_string(i) + ", " + std::to_string(label) +
                   ", is no palette entry";
        if (known == none) known = label;
        if (known != label)
            return "the label of pixel " + std::to_string(i) + " is " + std::to_string(label) +
                   ", and that of another pixel of its color " + std::to_string(known);
    }
    return {};
}

std::string check_nearest(const DistinctColors &picture, const std::vector<std::size_t> &labels,
                          const std::vector<Vector> &own, const std::vector<Vector> &all) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Vector x = position(picture.colors[i]);
        const Nearest nearest = nearest_to(x, all);
        if (squared_distance(x, own[labels[i]]) > nearest.distance)
            return "the color " + text_of(x) + " has the label " + std::to_string(labels[i]) +
                   ", " + text_of(own[labels[i]]) + ", but " + text_of(all[nearest.index]) +
                   " is nearer";
    }
    return {};
}

struct Cluster {
    double pixels = 0;
    Vector sum{};

    void add(const Vector &x, double weight) {
        pixels += weight;
        for (std::size_t d = 0; d < 3; ++d) sum[d] += weight * x[d];
    }
    // Black where there are no pixels, as the paper has it.
    Vector mean() const {
        if (pixels == 0) return {};
        return {sum[0] / pixels, sum[1] / pixels, sum[2] / pixels};
    }
};

std::string check_sums(const DistinctColors &picture, const std::vector<std::size_t> &labels,
                       const std::vector<Vector> &centroids, const Outcome &outcome) {
    std::vector<std::uint64_t> counts(centroids.size());
    double inertia = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        counts[labels[i]] += picture.counts[i];
        inertia += static_cast<double>(picture.counts[i]) *
                   squared_distance(position(picture.colors[i]), centroids[labels[i]]);
    }
    for (std::size_t k = 0; k < counts.size(); ++k)
        if (counts[k] != outcome.counts[k])
            return "the count of entry " + std::to_string(k) + " is " +
                   std::to_string(outcome.counts[k]) + ", but " + std::to_string(counts[k]) +
                   " pixels have its label";
    if (deviation(inertia, outcome.inertia) > inertia_tolerance) {
        char text[120];
        std::snprintf(text, sizeof text, "the inertia is %.15g, but that of the labels is %.15g",
                      outcome.inertia, inertia);
        return text;
    }
    return {};
}

}  // namespace

std::string check_outcome(const DistinctColors &picture, const Outcome &outcome) {
    std::string wrong = check_palette(outcome);
    if (!wrong.empty()) return wrong;
    std::vector<std::size_t> labels;
    wrong = find_labels(picture, outcome, labels);
    if (!wrong.empty()) return wrong;
    const std::vector<Vector> centroids = centroids_of(outcome);
    wrong = check_nearest(picture, labels, centroids, centroids);
    if (!wrong.empty()) return wrong;
    return check_sums(picture, labels, centroids, outcome);
}

std::string check_seeds(const DistinctColors &picture, const Outcome &seeds) {
    for (std::size_t k = 0; k < seeds.palette.size(); ++k) {
        const Color &c = seeds.palette[k];
        const Vector seed = centroid_of(seeds.palette16[k]);
        const bool is_color =
            std::binary_search(picture.colors.begin(), picture.colors.end(), Rgb{c.r, c.g, c.b});
        if (!is_color || seed != Vector{double(c.r), double(c.g), double(c.b)})
            return "the seed " + text_of(seed) + " is not the color of a pixel";
    }
    return {};
}

std::string check_step(const DistinctColors &picture, const Outcome &before, const Outcome &after,
                       std::size_t clusters) {
    std::vector<std::size_t> labels;
    std::string wrong = find_labels(picture, before, labels);
    if (!wrong.empty()) return wrong;
    // Entries without pixels were dropped from the palette.
    std::vector<Cluster> sums(std::max(clusters, before.palette16.size()));
    for (std::size_t i = 0; i < labels.size(); ++i)
        sums[labels[i]].add(position(picture.colors[i]), static_cast<double>(picture.counts[i]));
    std::vector<Vector> means;
    for (const Cluster &cluster : sums) means.push_back(stored(cluster.mean()));

    const std::vector<Vector> centroids = centroids_of(after);
    for (std::size_t k = 0; k < centroids.size(); ++k)
        if (std::find(means.begin(), means.end(), centroids[k]) == means.end())
            return entry_text(k) + ", " + text_of(centroids[k]) + ", is not the mean of a cluster";
    wrong = find_labels(picture, after, labels);
    if (!wrong.empty()) return wrong;
    return check_nearest(picture, labels, centroids, means);
}

double unrounded_lloyd(const DistinctColors &picture, const Outcome &seeds, std::size_t clusters,
                       unsigned iterations) {
    // Seeds that were dropped were twins of others, and so lose every tie: they begin far away.
    std::vector<Vector> centroids = centroids_of(seeds);
    const std::size_t used = centroids.size();
    constexpr double far_away = 1e6;
    centroids.resize(std::max(clusters, used), {far_away, far_away, far_away});
    const auto assign = [&](std::vector<Cluster> &sums) {
        double inertia = 0;
        for (std::size_t i = 0; i < picture.colors.size(); ++i) {
            const Vector x = position(picture.colors[i]);
            const Nearest nearest = nearest_to(x, centroids);
            sums[nearest.index].add(x, static_cast<double>(picture.counts[i]));
            inertia += static_cast<double>(picture.counts[i]) * nearest.distance;
        }
        return inertia;
    };
    double movement = std::numeric_limits<double>::infinity();
    for (unsigned i = 0; i < iterations && movement > paper_tolerance; ++i) {
        std::vector<Cluster> sums(centroids.size());
        assign(sums);
        movement = 0;
        for (std::size_t k = 0; k < centroids.size(); ++k) {
            const Vector mean = sums[k].mean();
            movement = std::max(movement, std::sqrt(squared_distance(mean, centroids[k])));
            centroids[k] = mean;
        }
    }
    std::vector<Cluster> sums(centroids.size());
    return assign(sums);
}

}  // namespace quant::validate
