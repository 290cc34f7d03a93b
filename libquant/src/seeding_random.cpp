#include <algorithm>
#include <utility>

#include "random.h"
#include "seeding.h"

namespace quant::core {
namespace {

// The color of the rank-th pixel of a cell, its colors in the order of point_key().
Point point_at(const Histogram &histogram, const Cell &cell, std::uint64_t rank) {
    std::vector<Point> points(cell.size);
    std::vector<std::uint32_t> weights(cell.size);
    histogram.load(cell, 0, cell.size, points.data(), weights.data());
    std::vector<std::pair<std::uint64_t, std::uint32_t>> sorted;
    sorted.reserve(cell.size);
    for (std::uint32_t i = 0; i < cell.size; ++i) sorted.emplace_back(point_key(points[i]), i);
    std::sort(sorted.begin(), sorted.end());
    for (const auto &[key, i] : sorted) {
        if (rank < weights[i]) return points[i];
        rank -= weights[i];
    }
    return points[sorted.back().second];
}

}  // namespace

std::vector<Centroid> seed_random(const Histogram &histogram, std::size_t count,
                                  std::uint64_t seed) {
    std::vector<std::uint64_t> pixels_before;  // pixels in the cells up to and including this one
    std::uint64_t before = 0;
    for (const Cell &cell : histogram.cells()) pixels_before.push_back(before += cell.moments.n);

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
