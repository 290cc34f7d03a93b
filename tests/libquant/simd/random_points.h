// Random points and centroids with extreme coordinates, for tests of kernels.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "color/point.h"

namespace quant::test {

// Returns a coordinate at an end of its range, in the middle, or anywhere.
inline std::int16_t extreme(core::Random &random, int most) {
    switch (random.below(4)) {
        case 0: return 0;
        case 1: return static_cast<std::int16_t>(most);
        case 2: return static_cast<std::int16_t>(most / 2);
        default: return static_cast<std::int16_t>(random.below(static_cast<unsigned>(most) + 1));
    }
}

inline std::vector<core::Point> random_points(core::Random &random, std::size_t count, int most) {
    std::vector<core::Point> points(count);
    for (core::Point &p : points)
        for (std::int16_t &v : p.x) v = extreme(random, most);
    return points;
}

inline std::vector<core::Centroid> random_centroids(core::Random &random, std::size_t count) {
    std::vector<core::Centroid> centroids;
    for (const core::Point &p : random_points(random, count, core::kCentroidMax))
        centroids.push_back({p.x});
    return centroids;
}

}  // namespace quant::test
