// Squared distances of a color to all centroids.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "reference/lloyd.h"

namespace quant::cli::validate {

// Stores centroids by coordinate, so that the loops over them can be vectorized.
class Distances {
public:
    explicit Distances(const std::vector<reference::Vector> &centroids)
        : values_(centroids.size()) {
        for (std::size_t d = 0; d < 3; ++d)
            for (const reference::Vector &centroid : centroids)
                by_coordinate_[d].push_back(centroid[d]);
    }

    // The result holds until the next call.
    const std::vector<double> &from(const reference::Vector &x) {
        const double *const r = by_coordinate_[0].data();
        const double *const g = by_coordinate_[1].data();
        const double *const b = by_coordinate_[2].data();
        for (std::size_t k = 0; k < values_.size(); ++k) {
            const double dr = x[0] - r[k], dg = x[1] - g[k], db = x[2] - b[k];
            values_[k] = dr * dr + dg * dg + db * db;
        }
        return values_;
    }
    std::size_t nearest_to(const reference::Vector &x) {
        from(x);
        return static_cast<std::size_t>(std::min_element(values_.begin(), values_.end()) -
                                        values_.begin());
    }

private:
    std::array<std::vector<double>, 3> by_coordinate_;
    std::vector<double> values_;
};

}  // namespace quant::cli::validate
