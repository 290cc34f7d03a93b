// The published sequential K-Means in double precision, as in a textbook: centroids are never
// rounded. It shares no code with the library, which computes in integers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace quant::cli::reference {

using Rgb = std::array<std::uint8_t, 3>;
using Vector = std::array<double, 3>;  // in 8-bit units

// The largest movement of a centroid that counts as none: the Euclidean distance, with channels
// from 0 to 255.
constexpr double kTolerance = 1e-4;

inline Vector position(const Rgb &color) {
    return {double(color[0]), double(color[1]), double(color[2])};
}

inline double squared_distance(const Vector &a, const Vector &b) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return x * x + y * y + z * z;
}

// The points of one cluster.
struct Cluster {
    double weight = 0;
    Vector sum{};

    void add(const Vector &x, double times) {
        weight += times;
        for (std::size_t d = 0; d < 3; ++d) sum[d] += times * x[d];
    }
    // Returns black if there are no points, as the published program does.
    Vector mean() const {
        if (weight == 0) return {};
        return {sum[0] / weight, sum[1] / weight, sum[2] / weight};
    }
};

struct DoubleLloyd {
    std::vector<Vector> centroids;
    double inertia = 0;       // sum of the squared distances of all pixels to their centroids
    unsigned iterations = 0;  // updates of the centroids
    bool converged = false;   // the last update moved no centroid by more than kTolerance
};

// Both run K-Means from the seeds until an update moves no centroid by more than kTolerance, and
// with at most `iterations` updates. Each update is followed by an assignment, the last one too. Of
// equally near centroids, the first one wins. If there are fewer seeds than `clusters`, the others
// were equal to one of these: they begin without pixels. A cluster without pixels becomes black.

// Runs over distinct colors, of which the i-th has counts[i] pixels. This is the same problem as
// that of all pixels and less work, but sums are rounded in another order.
DoubleLloyd double_lloyd(std::span<const Rgb> colors, std::span<const std::uint64_t> counts,
                         std::vector<Vector> seeds, std::size_t clusters, unsigned iterations);

// Runs over all pixels, of 3 bytes each, on one thread. Calls check(), which may throw, several
// times a second. Writes the label of each pixel if `labels` is not empty; then there must be at
// most 256 clusters.
DoubleLloyd double_lloyd(std::span<const std::uint8_t> rgb, std::vector<Vector> seeds,
                         std::size_t clusters, unsigned iterations,
                         const std::function<void()> &check = {},
                         std::span<std::uint8_t> labels = {});

// Returns seeds in an order in which the first of equally near ones has the pixel, as `labels` say,
// which are the library's for these seeds, one for each pixel or each distinct color of `rgb`. The
// library decides ties in the order of the draws, but lists seeds by their number of pixels. Many
// pixels are equally far from two seeds, so without this order, two programs differ from the start.
std::vector<Vector> in_order_of_ties(std::span<const std::uint8_t> rgb,
                                     std::span<const std::uint8_t> labels,
                                     std::span<const Vector> seeds);

}  // namespace quant::cli::reference
