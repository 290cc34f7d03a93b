// Searches from several seeds, each on a thread.
#include "cluster/few_colors.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "base/progress.h"
#include "cluster/color_exchange.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

inline constexpr std::uint64_t kMostFewColors = 1024;

// The least number of colors, times that of exchanges that may fail, that is worth a thread.
inline constexpr std::size_t kLeastShared = 800;

// How long the search is. The fewer the colors, the less time an exchange takes.
struct Effort {
    std::size_t starts;
    ExchangeEffort each;
};

Effort few_colors_effort(const quant_options &options, std::uint64_t colors) {
    const bool is_thorough = options.search == QUANT_SEARCH_THOROUGH;
    const auto disturbances = static_cast<unsigned>((is_thorough ? 3000 : 1200) / colors);
    if (is_thorough) return {4, {20, std::clamp(disturbances, 5U, 20U)}};
    return {2, {10, std::clamp(disturbances, 1U, 6U)}};
}

// With few colors for each cluster, merging from below is best; otherwise it only takes longer.
std::vector<Centroid> seeds_of_start(const Histogram &rest, std::size_t count, std::size_t start,
                                     Team &team) {
    constexpr std::size_t kFewColorsEach = 12;
    const bool merges = count * kFewColorsEach >= rest.unique_colors();
    if (start == 0 && merges) return seed_ward(rest, count, &team);
    if (start == (merges ? 1 : 0)) return seed_wu(rest, count, &team);
    return seed_kmeans_plus_plus(rest, count, start, &team);
}

}  // namespace

bool searches_few_colors(const quant_options &options, const Histogram &histogram) {
    if (options.seeding != QUANT_SEEDING_WU || options.search < QUANT_SEARCH_STANDARD) return false;
    // A tiny photograph has few colors, too, but nearly as many as pixels. The long search would
    // take ten times as long as all else.
    const std::uint64_t colors = histogram.unique_colors();
    return colors <= kMostFewColors &&
           (options.search > QUANT_SEARCH_STANDARD || histogram.total().n >= 2 * colors);
}

Searched search_few_colors(const Histogram &histogram, std::span<const Point> given_points,
                           std::span<const Centroid> given, std::size_t count,
                           const quant_options &options, Team &team,
                           const std::function<void(unsigned, double)> &progress) {
    struct Found {
        Searched searched;
        double explained = 0;
    };
    const ColorArrays arrays(histogram.colors(&team));
    const Histogram rest = histogram.without(given_points, &team);
    const Effort few = few_colors_effort(options, histogram.unique_colors());
    team.set_brief(false);
    std::vector<Found> found(few.starts);
    const bool is_brief = arrays.size() * few.each.most_failures < kLeastShared;
    const auto workers = is_brief ? 1 : std::min(team.size(), static_cast<unsigned>(found.size()));
    const auto owner = std::this_thread::get_id();
    std::atomic<unsigned> ended{0};  // starts
    unsigned reported = 0;           // steps, by the owner
    team.share(found.size(), workers, [&](std::size_t start, unsigned) {
        Team alone(team);
        std::vector<Centroid> centroids(given.begin(), given.end());
        const auto seeds = seeds_of_start(rest, count, start, alone);
        centroids.insert(centroids.end(), seeds.begin(), seeds.end());
        ColorClusters clusters(arrays, centroids, given.size());
        unsigned steps = 0;
        const auto report = [&](double done) {
            ++steps;
            if (std::this_thread::get_id() == owner)
                progress(++reported, (ended + done) / static_cast<double>(found.size()));
            // Ends this thread's search. The first exception is the one that the caller gets.
            if (alone.is_stopped()) throw Canceled();
        };
        constexpr unsigned kMostPasses = 100;
        while (clusters.passes() < kMostPasses && clusters.pass()) report(0);
        exchange_clusters(clusters, few.each, start, report);
        found[start] = {{clusters.centroids(), steps}, clusters.explained()};
        ++ended;
    });
    unsigned steps = 0;
    for (const Found &one : found) steps += one.searched.steps;
    Searched best = std::move(std::ranges::max_element(found, {}, &Found::explained)->searched);
    best.steps = steps;
    return best;
}

}  // namespace quant::core
