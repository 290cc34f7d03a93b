// Alternates assignment and update until a tolerance or the limit of iterations is reached.
#include "cluster/lloyd.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cluster/empty_clusters.h"

namespace quant::core {
namespace {

std::int64_t squared_movement(const Centroid &a, const Centroid &b) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const std::int64_t difference = a.x[d] - b.x[d];
        sum += difference * difference;
    }
    return sum;
}

// Estimates the part of the iterations that is done. How many there will be is not known: they end
// at a limit, or when the inertia falls by no more than a fraction of it, and this fall is about as
// regular as its logarithm.
class Estimate {
public:
    explicit Estimate(const quant_options &options) : options_(options) {}

    // Notes the fall of the inertia, as a fraction of it.
    void note_fall(double fall) {
        if (!(fall > 0) || !(fall < 1)) return;
        if (first_fall_ == 0) first_fall_ = fall;
        if (first_fall_ <= options_.inertia_tolerance) return;
        fallen_ = std::log(fall / first_fall_) / std::log(options_.inertia_tolerance / first_fall_);
    }
    double after(unsigned iterations) const {
        const double n = iterations;
        return std::max({n / std::max(1U, options_.max_iterations), n / (n + 50), fallen_});
    }

private:
    const quant_options &options_;
    double first_fall_ = 0, fallen_ = 0;
};

}  // namespace

std::int64_t squared_tolerance(double tolerance_in_8_bit_units) {
    const double own_units = tolerance_in_8_bit_units * kPointScale / 2;
    return static_cast<std::int64_t>(std::floor(own_units * own_units));
}

std::uint64_t inertia_of(const Histogram &histogram, std::span<const Centroid> centroids,
                         std::span<const Moments> clusters) {
    std::uint64_t inertia = histogram.squared();
    for (std::size_t k = 0; k < centroids.size(); ++k)
        inertia += squared_error_part(clusters[k], point_of(centroids[k]));
    return inertia;
}

Clustering run_lloyd(Engine &engine, const Histogram &histogram, const ColorSpace &space,
                     std::vector<Centroid> seeds, std::size_t fixed, const quant_options &options,
                     Team &team, const std::function<void(unsigned, double)> &progress) {
    Clustering result{std::move(seeds), 0, false};
    const EmptyRule rule{static_cast<quant_empty>(options.empty),
                         space.black(histogram.has_alpha()), fixed};
    const std::int64_t tolerance = squared_tolerance(options.tolerance);
    auto last_inertia = std::numeric_limits<double>::infinity();
    Estimate estimate(options);
    progress(0, 0);
    while (result.iterations < options.max_iterations && !result.converged) {
        const std::vector<Moments> clusters = engine.assign(result.centroids);
        std::vector<Centroid> moved = result.centroids;
        bool some_empty = false;
        for (std::size_t k = fixed; k < moved.size(); ++k) {
            if (clusters[k].n > 0) moved[k] = centroid_of(clusters[k]);
            some_empty |= clusters[k].n == 0;
        }
        if (some_empty)
            treat_empty_clusters(rule, histogram, result.centroids, clusters, moved, &team);

        std::int64_t farthest = 0;
        for (std::size_t k = 0; k < moved.size(); ++k)
            farthest = std::max(farthest, squared_movement(moved[k], result.centroids[k]));
        result.converged = farthest <= tolerance;
        if (options.inertia_tolerance > 0) {
            const auto inertia =
                static_cast<double>(inertia_of(histogram, result.centroids, clusters));
            const bool hardly_lower = last_inertia - inertia <= options.inertia_tolerance * inertia;
            result.converged |= hardly_lower && !some_empty;
            estimate.note_fall((last_inertia - inertia) / inertia);
            last_inertia = inertia;
        }
        result.centroids = std::move(moved);
        ++result.iterations;
        progress(result.iterations, estimate.after(result.iterations));
    }
    return result;
}

}  // namespace quant::core
