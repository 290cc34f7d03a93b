// The seedings that choose one centroid after another by the distance to those chosen before:
// greedy k-means++ and maximin. Both work on the cells, each of which stands for its mean.
//
// D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007, whose
// greedy variant takes the best of several draws. T. F. Gonzalez, "Clustering to minimize the
// maximum intercluster distance", Theoretical Computer Science 38, 1985 (maximin).
#include <algorithm>
#include <bit>
#include <limits>

#include "base/random.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

struct Candidate {
    Point mean;
    std::uint64_t n;
    // The squared distance to the nearest seed.
    std::uint32_t distance = std::numeric_limits<std::uint32_t>::max();
    std::uint64_t cost() const { return n * distance; }  // n and distance < 2^32
};

class CandidateCells {
public:
    explicit CandidateCells(const Histogram &histogram) {
        for (const Cell &cell : histogram.cells())
            list_.push_back({rounded_mean(cell.moments), cell.moments.n});
    }

    const std::vector<Candidate> &list() const { return list_; }

    // Makes a point a seed.
    void choose(const Point &seed) {
        for (Candidate &candidate : list_)
            candidate.distance =
                std::min(candidate.distance, squared_distance(candidate.mean, seed));
    }

    // Returns the cost of all candidates if a point becomes a seed. It is a double that is the same
    // everywhere, because the sum is taken in one order.
    double cost_with(const Point &seed) const {
        double cost = 0;
        for (const Candidate &candidate : list_)
            cost += static_cast<double>(candidate.n) *
                    std::min(candidate.distance, squared_distance(candidate.mean, seed));
        return cost;
    }

    // Returns the candidate at a place, from 0 to 1, in the running sum of all costs.
    const Candidate &at(double place) const {
        double total = 0;
        for (const Candidate &candidate : list_) total += static_cast<double>(candidate.cost());
        double left = place * total;
        const Candidate *last = &list_.front();
        for (const Candidate &candidate : list_) {
            if (candidate.distance == 0) continue;
            last = &candidate;
            left -= static_cast<double>(candidate.cost());
            if (left < 0) break;
        }
        return *last;
    }

private:
    static Point rounded_mean(const Moments &m) {
        const auto n = static_cast<std::int64_t>(m.n);
        Point mean{};
        for (std::size_t d = 0; d < kDimensions; ++d)
            mean.x[d] = static_cast<std::int16_t>((m.sum[d] + n / 2) / n);
        return mean;
    }

    std::vector<Candidate> list_;
};

// Returns a uniform number in [0, 1).
double uniform(Random &random) {
    return static_cast<double>(random.next() >> 11) / (std::uint64_t{1} << 53);
}

}  // namespace

std::vector<Centroid> seed_kmeans_plus_plus(const Histogram &histogram, std::size_t count,
                                            std::uint64_t seed, Team *team) {
    Random random(seed);
    CandidateCells candidates(histogram);
    const std::size_t draws = 2 + static_cast<std::size_t>(std::bit_width(count)) * 7 / 10;
    std::vector<Centroid> seeds;
    Pace pace(team, count * draws * candidates.list().size());
    while (seeds.size() < std::min(count, candidates.list().size())) {
        const Candidate *best = nullptr;
        double best_cost = std::numeric_limits<double>::infinity();
        for (std::size_t draw = 0; draw < draws; ++draw) {
            const Candidate &drawn = candidates.at(uniform(random));
            const double cost = candidates.cost_with(drawn.mean);
            pace.is_stopped(candidates.list().size());
            if (cost >= best_cost) continue;
            best_cost = cost;
            best = &drawn;
        }
        seeds.push_back(centroid_of(best->mean));
        candidates.choose(best->mean);
    }
    add_worst_colors(histogram, count, seeds, team);
    return seeds;
}

std::vector<Centroid> seed_maximin(const Histogram &histogram, std::size_t count, Team *team) {
    CandidateCells candidates(histogram);
    std::vector<Centroid> seeds;
    Pace pace(team, count * candidates.list().size());
    // The first seed is the mean of all pixels, as in Celebi (2011), so that nothing is random.
    seeds.push_back(centroid_of(histogram.total()));
    candidates.choose(point_of(seeds[0]));
    while (seeds.size() < std::min(count, candidates.list().size())) {
        // Of equal distances, the first in Morton order is taken.
        const auto farthest = std::ranges::max_element(candidates.list(), {}, &Candidate::distance);
        if (farthest->distance == 0) break;
        const Point mean = farthest->mean;
        seeds.push_back(centroid_of(mean));
        candidates.choose(mean);
        pace.is_stopped(candidates.list().size());
    }
    add_worst_colors(histogram, count, seeds, team);
    return seeds;
}

}  // namespace quant::core
