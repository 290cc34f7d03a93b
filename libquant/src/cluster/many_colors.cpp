// Searches in fewer colors where there are very many. Images of 16 bits, with alpha, in another
// space than sRGB, and noise, can have as many colors as pixels.
//
// A quick search takes few steps. Where most pixels have a color of their own, they cost more than
// all else, and Wu's seeding, whose boxes are best where colors are dense in few places, is far
// from a minimum. So it searches better, but in a sample, and only the last steps are over all
// colors. Other searches need not tell apart colors that are much nearer to each other than
// centroids are, and add up those of small boxes; but that takes as long as some steps.
#include "cluster/many_colors.h"

#include <algorithm>

namespace quant::core {
namespace {

// Searches in a sample if most pixels have a color of their own, and otherwise returns nothing.
std::optional<Searched> search_sample(Engine &engine, const Histogram &counted,
                                      const std::vector<Centroid> &centroids, std::size_t fixed,
                                      CellOrder order, Team &team,
                                      const std::function<void(unsigned, double)> &progress) {
    constexpr std::uint64_t kManyColors = std::uint64_t{1} << 14;
    constexpr std::uint64_t kSampled = std::uint64_t{1} << 15, kSampledEach = 128;
    const std::uint64_t colors = counted.unique_colors();
    if (colors < kManyColors || colors < counted.total().n / 2) return std::nullopt;
    // With many centroids, steps and exchanges take longer and gain less.
    const bool are_many = centroids.size() > 64;
    // With few of them, steps over the colors of a photograph of 16 bits take less time than the
    // search of a sample.
    if (counted.points() && !are_many) return std::nullopt;
    const auto steps_only = [](unsigned steps) { return SearchEffort{steps, 0, 0, 0, 0, false}; };
    const std::uint64_t step = colors / std::max(kSampled, kSampledEach * centroids.size());
    if (step < 2) {
        if (are_many) return std::nullopt;
        return search(engine, counted, centroids, fixed, steps_only(20), team, progress);
    }
    const Histogram sample = counted.sampled(static_cast<std::uint32_t>(step), team);
    const auto tree = make_cells_engine(nullptr, sample, nullptr, team, nullptr, order);
    SearchEffort effort = effort_of(QUANT_SEARCH_STANDARD, centroids.size());
    effort.first_steps += 8;
    if (are_many) effort = steps_only(16);
    const Searched found = search(*tree, sample, centroids, fixed, effort, team, progress);
    Searched last = search(engine, counted, found.centroids, fixed, steps_only(3), team,
                           [&](unsigned steps, double) { progress(found.steps + steps, 1); });
    last.steps += found.steps;
    return last;
}

}  // namespace

std::optional<Searched> search_many_colors(Engine &engine, const Histogram &counted,
                                           const std::vector<Centroid> &centroids,
                                           std::size_t fixed, int effort, CellOrder order,
                                           Team &team,
                                           const std::function<void(unsigned, double)> &progress) {
    constexpr std::uint64_t kManyColors = std::uint64_t{1} << 16, kColorsEach = 64;
    if (effort == QUANT_SEARCH_QUICK) {
        auto searched = search_sample(engine, counted, centroids, fixed, order, team, progress);
        if (searched) return searched;
    }
    if (!counted.points() || counted.unique_colors() < kManyColors ||
        centroids.size() < (effort > QUANT_SEARCH_QUICK ? 24 : 128))
        return std::nullopt;
    const Histogram thinned = counted.thinned(team);
    const std::uint64_t left = thinned.unique_colors();
    if (left < kColorsEach * centroids.size() || left > counted.unique_colors() / 2)
        return std::nullopt;
    const auto tree = make_cells_engine(nullptr, thinned, nullptr, team, nullptr, order);
    return search(*tree, thinned, centroids, fixed, effort_of(effort, centroids.size()), team,
                  progress);
}

}  // namespace quant::core
