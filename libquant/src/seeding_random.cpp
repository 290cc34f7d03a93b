#include <algorithm>
#include <numeric>

#include "random.h"
#include "seeding.h"

namespace quant::core {
namespace {

// The color of the rank-th pixel of a cell, its colors in the order of point_key().
Point point_at(const Histogram &histogram, const Cell &cell, std::uint64_t rank) {
    std::vector<Point> points(cell.size);
    std::vector<std::uint32_t> weights(cell.size);
    histogram.load(cell, 0, cell.size, points.data(), weights.data());
    std::vector<std::size_t> order(cell.size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    // In the compact form they stand in this order.
    if (histogram.points())
        std::ranges::sort(order, {}, [&](std::size_t i) { return point_key(points[i]); });
    for (const std::size_t i : order) {
        if (rank < weights[i]) return points[i];
        rank -= weights[i];
    }
    return points[order.back()];
}

}  // namespace

std::vector<Centroid> seed_random(const Histogram &histogram, std::size_t count,
                                  std::uint64_t seed) {
    std::vector<std::uint64_t> pixels_before;  // pixels in the cells up to and including this one
    std::uint64_t before = 0;
    for (const Cell &cell : histogram.cells()) pixels_before.push_back(before += cell.moments.n);

    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, histogram.total().n));
    Random random(seed);
    std::vector<std::uint64_t> drawn;
    std::vector<Centroid> seeds;
    while (seeds.size() < count) {
        const std::uint64_t rank = random.below(histogram.total().n);
        if (std::find(drawn.begin(), drawn.end(), rank) != drawn.end()) continue;
        drawn.push_back(rank);
        const auto cell = std::upper_bound(pixels_before.begin(), pixels_before.end(), rank) -
                          pixels_before.begin();
        const Cell &holder = histogram.cells()[static_cast<std::size_t>(cell)];
        const std::uint64_t first =
            pixels_before[static_cast<std::size_t>(cell)] - holder.moments.n;
        seeds.push_back(centroid_of(point_at(histogram, holder, rank - first)));
    }
    return seeds;
}

}  // namespace quant::core
