// Draws ranks first, then finds the colors of these ranks in one pass over the cells.
#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

// Draws `count` distinct numbers below `pixels`, in the order of the draws.
std::vector<std::uint64_t> distinct_ranks(std::uint64_t pixels, std::size_t count,
                                          std::uint64_t seed) {
    Random random(seed);
    std::vector<std::uint64_t> ranks;
    while (ranks.size() < count) {
        const std::uint64_t rank = random.below(pixels);
        if (std::ranges::find(ranks, rank) == ranks.end()) ranks.push_back(rank);
    }
    return ranks;
}

// Returns the colors of a cell in the order of point_key().
std::vector<WeightedColor> sorted_colors(const Histogram &histogram, const Cell &cell) {
    std::vector<Point> points(cell.size);
    std::vector<std::uint32_t> weights(cell.size);
    histogram.load(cell, 0, cell.size, points.data(), weights.data());
    std::vector<WeightedColor> colors;
    for (std::size_t i = 0; i < cell.size; ++i) colors.push_back({points[i], weights[i]});
    // The compact form has this order already.
    if (histogram.points())
        std::ranges::sort(colors, {}, [](const WeightedColor &c) { return point_key(c.point); });
    return colors;
}

}  // namespace

std::vector<Centroid> seed_random(const Histogram &histogram, std::size_t count, std::uint64_t seed,
                                  Team *team) {
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, histogram.total().n));
    const auto ranks = distinct_ranks(histogram.total().n, count, seed);
    std::vector<std::size_t> ascending(count);
    std::iota(ascending.begin(), ascending.end(), std::size_t{0});
    std::ranges::sort(ascending, {}, [&](std::size_t i) { return ranks[i]; });

    std::vector<Centroid> seeds(count);
    auto next = ascending.begin();
    Pace pace(team, histogram.unique_colors());
    std::uint64_t before = 0;  // pixels before this cell, then up to and including this color
    for (const Cell &cell : histogram.cells()) {
        const std::uint64_t end = before + cell.moments.n;
        if (next != ascending.end() && ranks[*next] < end) {
            for (const WeightedColor &color : sorted_colors(histogram, cell)) {
                before += color.weight;
                for (; next != ascending.end() && ranks[*next] < before; ++next)
                    seeds[*next] = centroid_of(color.point);
            }
        }
        before = end;
        pace.is_stopped(cell.size);
    }
    return seeds;
}

}  // namespace quant::core
