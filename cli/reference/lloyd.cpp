// Runs the plain loops of a textbook: for each point, for each centroid. The same loops work
// through all pixels or through distinct colors.
#include "reference/lloyd.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace quant::cli::reference {
namespace {

constexpr std::size_t kPixelsBetweenChecks = std::size_t{1} << 16;

class Pixels {
public:
    Pixels(std::span<const std::uint8_t> rgb, const std::function<void()> &check,
           std::span<std::uint8_t> labels)
        : rgb_(rgb), check_(check), labels_(labels) {}

    std::size_t size() const { return rgb_.size() / 3; }
    Vector position_of(std::size_t i) const {
        return position({rgb_[3 * i], rgb_[3 * i + 1], rgb_[3 * i + 2]});
    }
    static double weight_of(std::size_t) { return 1; }
    void note_label(std::size_t i, std::size_t k) const {
        if (!labels_.empty()) labels_[i] = static_cast<std::uint8_t>(k);
        if (i % kPixelsBetweenChecks == 0 && check_) check_();
    }

private:
    std::span<const std::uint8_t> rgb_;
    const std::function<void()> &check_;
    std::span<std::uint8_t> labels_;
};

class DistinctColors {
public:
    DistinctColors(std::span<const Rgb> colors, std::span<const std::uint64_t> counts)
        : colors_(colors), counts_(counts) {}

    std::size_t size() const { return colors_.size(); }
    Vector position_of(std::size_t i) const { return position(colors_[i]); }
    double weight_of(std::size_t i) const { return static_cast<double>(counts_[i]); }
    static void note_label(std::size_t, std::size_t) {}

private:
    std::span<const Rgb> colors_;
    std::span<const std::uint64_t> counts_;
};

struct Nearest {
    std::size_t index;
    double squared_distance;
};

Nearest nearest_to(const Vector &x, std::span<const Vector> centroids) {
    Nearest best{0, std::numeric_limits<double>::infinity()};
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const double distance = squared_distance(x, centroids[k]);
        if (distance < best.squared_distance) best = {k, distance};
    }
    return best;
}

template <typename Points>
std::vector<Cluster> assign(const Points &points, std::span<const Vector> centroids,
                            double &inertia) {
    std::vector<Cluster> clusters(centroids.size());
    inertia = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Vector x = points.position_of(i);
        const Nearest nearest = nearest_to(x, centroids);
        clusters[nearest.index].add(x, points.weight_of(i));
        inertia += points.weight_of(i) * nearest.squared_distance;
        points.note_label(i, nearest.index);
    }
    return clusters;
}

// Moves each centroid to the mean of its cluster. Returns the largest movement.
double update(const std::vector<Cluster> &clusters, std::span<Vector> centroids) {
    double farthest = 0;
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const Vector mean = clusters[k].mean();
        farthest = std::max(farthest, squared_distance(mean, centroids[k]));
        centroids[k] = mean;
    }
    return std::sqrt(farthest);
}

template <typename Points>
DoubleLloyd run(const Points &points, std::vector<Vector> seeds, std::size_t clusters,
                unsigned iterations) {
    // A seed that was left out was equal to another one, and so loses every tie: it begins far
    // away.
    constexpr double far_away = 1e6;
    seeds.resize(std::max(clusters, seeds.size()), {far_away, far_away, far_away});
    DoubleLloyd result{std::move(seeds), 0, 0, false};
    std::vector<Cluster> assigned = assign(points, result.centroids, result.inertia);
    while (result.iterations < iterations && !result.converged) {
        result.converged = update(assigned, result.centroids) <= kTolerance;
        ++result.iterations;
        assigned = assign(points, result.centroids, result.inertia);
    }
    return result;
}

}  // namespace

DoubleLloyd double_lloyd(std::span<const Rgb> colors, std::span<const std::uint64_t> counts,
                         std::vector<Vector> seeds, std::size_t clusters, unsigned iterations) {
    return run(DistinctColors(colors, counts), std::move(seeds), clusters, iterations);
}

DoubleLloyd double_lloyd(std::span<const std::uint8_t> rgb, std::vector<Vector> seeds,
                         std::size_t clusters, unsigned iterations,
                         const std::function<void()> &check, std::span<std::uint8_t> labels) {
    return run(Pixels(rgb, check, labels), std::move(seeds), clusters, iterations);
}

std::vector<Vector> in_order_of_ties(std::span<const std::uint8_t> rgb,
                                     std::span<const std::uint8_t> labels,
                                     std::span<const Vector> seeds) {
    // comes_before[i][k]: a pixel that is as far from k as from i belongs to i.
    std::vector comes_before(seeds.size(), std::vector<bool>(seeds.size()));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Vector x = position({rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]});
        const std::size_t own = labels[i];
        const double nearest = squared_distance(x, seeds[own]);
        for (std::size_t k = 0; k < seeds.size(); ++k)
            if (k != own && squared_distance(x, seeds[k]) == nearest) comes_before[own][k] = true;
    }
    std::vector<std::size_t> left(seeds.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    std::vector<Vector> ordered;
    ordered.reserve(seeds.size());
    while (!left.empty()) {
        const auto is_first = [&](std::size_t k) {
            return std::none_of(left.begin(), left.end(),
                                [&](std::size_t other) { return comes_before[other][k]; });
        };
        auto next = std::find_if(left.begin(), left.end(), is_first);
        if (next == left.end()) next = left.begin();  // there is no such order
        ordered.push_back(seeds[*next]);
        left.erase(next);
    }
    return ordered;
}

}  // namespace quant::cli::reference
