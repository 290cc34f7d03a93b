#include "lloyd.h"

#include <algorithm>
#include <cmath>

#include "empty_clusters.h"

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

Clustering run_lloyd(Engine &engine, const Histogram &histogram, std::span<const Centroid> fixed,
                     std::span<const Centroid> seeds, const quant_options &options,
                     const std::function<void(unsigned)> &progress) {
    Clustering result{{fixed.begin(), fixed.end()}, 0, false};
    result.centroids.insert(result.centroids.end(), seeds.begin(), seeds.end());
    const EmptyRule rule{static_cast<quant_empty>(options.empty),
                         ColorSpace(options.space).black(histogram.has_alpha()), fixed.size()};
    const std::int64_t tolerance = squared_tolerance(options.tolerance);
    progress(0);
    while (result.iterations < options.max_iterations && !result.converged) {
        const std::vector<Moments> clusters = engine.assign(result.centroids);
        std::vector<Centroid> moved = result.centroids;
        bool some_empty = false;
        for (std::size_t k = fixed.size(); k < moved.size(); ++k) {
            if (clusters[k].n > 0) moved[k] = centroid_of(clusters[k]);
            some_empty |= clusters[k].n == 0;
        }
        if (some_empty) treat_empty_clusters(rule, histogram, result.centroids, clusters, moved);

        std::int64_t farthest = 0;
        for (std::size_t k = 0; k < moved.size(); ++k)
            farthest = std::max(farthest, squared_movement(moved[k], result.centroids[k]));
        result.centroids = std::move(moved);
        result.converged = farthest <= tolerance;
        progress(++result.iterations);
    }
    return result;
}

}  // namespace quant::core
