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

Clustering run_lloyd(Engine &engine, const Histogram &histogram, std::vector<Centroid> seeds,
                     std::size_t fixed, const quant_options &options,
                     const std::function<void(unsigned)> &progress) {
    Clustering result{std::move(seeds), 0, false};
    const EmptyRule rule{static_cast<quant_empty>(options.empty),
                         ColorSpace(options.space).black(histogram.has_alpha()), fixed};
    const std::int64_t tolerance = squared_tolerance(options.tolerance);
    auto last_inertia = std::numeric_limits<double>::infinity();
    progress(0);
    while (result.iterations < options.max_iterations && !result.converged) {
        const std::vector<Moments> clusters = engine.assign(result.centroids);
        std::vector<Centroid> moved = result.centroids;
        bool some_empty = false;
        for (std::size_t k = fixed; k < moved.size(); ++k) {
            if (clusters[k].n > 0) moved[k] = centroid_of(clusters[k]);
            some_empty |= clusters[k].n == 0;
        }
        if (some_empty) treat_empty_clusters(rule, histogram, result.centroids, clusters, moved);

        std::int64_t farthest = 0;
        for (std::size_t k = 0; k < moved.size(); ++k)
            farthest = std::max(farthest, squared_movement(moved[k], result.centroids[k]));
        result.converged = farthest <= tolerance;
        if (options.inertia_tolerance > 0) {
            const auto inertia =
                static_cast<double>(inertia_of(histogram, result.centroids, clusters));
            const bool hardly_lower = last_inertia - inertia <= options.inertia_tolerance * inertia;
            result.converged |= hardly_lower && !some_empty;
            last_inertia = inertia;
        }
        result.centroids = std::move(moved);
        progress(++result.iterations);
    }
    return result;
}

}  // namespace quant::core
