// Chooses centroids by the weighted histogram if there is one: the best ones if all colors lie on a
// line, otherwise by seeding, search and iterations. The last assignments, to the final centroids
// and to the entries, are those of the unweighted colors.
#include "cluster/cluster.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "cluster/entries.h"
#include "cluster/few_colors.h"
#include "cluster/flat_fills.h"
#include "cluster/given_colors.h"
#include "cluster/line.h"
#include "cluster/many_colors.h"
#include "cluster/search.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

std::unique_ptr<Engine> make_cells_engine(const ClusterSource &source, CellOrder order,
                                          Team &team) {
    return make_cells_engine(source.image, source.histogram, source.converted, team, source.indices,
                             order);
}

// Returns whether the engine for so many colors has a tree of cells.
bool has_tree(const ClusterSource &source, quant_engine engine, std::size_t colors) {
    return !source.image || (engine == QUANT_ENGINE_CELLS && cells_pay(source.histogram, colors));
}

std::unique_ptr<Engine> make_engine(const ClusterSource &source, quant_engine engine,
                                    std::size_t colors, CellOrder order, Team &team) {
    if (has_tree(source, engine, colors)) return make_cells_engine(source, order, team);
    if (engine == QUANT_ENGINE_SEQUENTIAL)
        return make_sequential_engine(*source.image, team, source.indices);
    if (engine == QUANT_ENGINE_OPENMP)
        return make_openmp_engine(*source.image, team, source.indices);
    return make_pixel_engine(*source.image, team, source.indices);
}

std::vector<Centroid> seeds_of(const Histogram &histogram, unsigned count,
                               const quant_options &options, Team &team) {
    if (count == 0) return {};
    switch (options.seeding) {
        case QUANT_SEEDING_RANDOM: return seed_random(histogram, count, options.seed, &team);
        case QUANT_SEEDING_KMEANSPP:
            return seed_kmeans_plus_plus(histogram, count, options.seed, &team);
        case QUANT_SEEDING_MAXIMIN: return seed_maximin(histogram, count, &team);
        default: return seed_wu(histogram, count, &team);
    }
}

// Starts with the given colors and seeds the remaining clusters, if any pixels are left for them.
std::vector<Centroid> first_centroids(const GivenColors &given, const Histogram &histogram,
                                      const quant_options &options, Team &team) {
    std::vector<Centroid> centroids = given.centroids;
    if (given.are_all || given.colors.size() >= options.colors) return centroids;
    const auto room = options.colors - static_cast<unsigned>(given.colors.size());
    const std::uint64_t pixels_taken =
        given.points.empty() ? 0 : histogram.count(given.points, &team);
    if (pixels_taken == histogram.total().n) return centroids;
    const auto seeds = pixels_taken == 0
                           ? seeds_of(histogram, room, options, team)
                           : seeds_of(histogram.without(given.points, &team), room, options, team);
    centroids.insert(centroids.end(), seeds.begin(), seeds.end());
    return centroids;
}

// Returns the given centroids and the best ones beside them, if the colors lie on a line and the
// options ask for it.
std::optional<std::vector<Centroid>> centroids_on_line(const GivenColors &given,
                                                       const Histogram &histogram,
                                                       const quant_options &options, Team &team) {
    if (options.solve_lines == 0 || given.are_all) return std::nullopt;
    const auto line = line_of(histogram, given.points);
    if (!line) return std::nullopt;
    std::vector<Centroid> centroids = given.centroids;
    const std::size_t taken = std::min<std::size_t>(given.colors.size(), options.colors);
    const auto best = best_centroids(*line, given.centroids, options.colors - taken, &team);
    centroids.insert(centroids.end(), best.begin(), best.end());
    return centroids;
}

// A search with exchanges takes a hundred assignments and more.
CellOrder order_for(const quant_options &options, std::size_t colors) {
    constexpr std::size_t kManyColors = 24;
    return options.search > QUANT_SEARCH_QUICK && colors >= kManyColors ? CellOrder::tight
                                                                        : CellOrder::quick;
}

// Searches for better centroids, by the way that suits the number of colors.
Searched search_from(const std::vector<Centroid> &centroids, Engine &engine,
                     const Histogram &counted, const GivenColors &given,
                     const quant_options &options, CellOrder order, Team &team,
                     const std::function<void(unsigned, double)> &count) {
    if (searches_few_colors(options, counted))
        return search_few_colors(counted, given.points, given.centroids,
                                 centroids.size() - given.centroids.size(), options, team, count);
    if (auto searched = search_many_colors(engine, counted, centroids, given.centroids.size(),
                                           options.search, order, team, count))
        return *std::move(searched);
    return search(engine, counted, centroids, given.centroids.size(),
                  effort_of(options.search, centroids.size()), team, count);
}

// Assigns the colors to the final centroids, for the inertia and for the colors of the entries.
// Given palettes are sorted as entries are, so that ties are decided alike.
std::vector<Cluster> final_clusters(const ClusterSource &source, const GivenColors &given,
                                    Engine &engine, std::span<const Centroid> centroids,
                                    const quant_options &options, Team &team, quant_stats &stats) {
    std::vector<Cluster> clusters;
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const bool is_given = k < given.color_of.size();
        clusters.push_back({centroids[k], is_given ? given.color_of[k] : kNotGiven, {}, 0, {}});
    }
    if (given.are_all) sort_by_position(clusters);
    std::vector<Centroid> assigned;
    assigned.reserve(clusters.size());
    for (const Cluster &cluster : clusters) assigned.push_back(cluster.centroid);
    const std::vector<Moments> moments = engine.assign(assigned);
    const std::uint64_t inertia = inertia_of(source.histogram, assigned, moments);
    stats.inertia = in_8_bit_units(inertia);
    for (std::size_t k = 0; k < clusters.size(); ++k) clusters[k].moments = moments[k];
    // A single entry is the mean of all pixels.
    if (source.histogram.has_alpha() && !given.are_all && clusters.size() > 1) {
        const auto opaque =
            count_opaque(source.histogram, source.space.opaque_alpha(), assigned, team);
        for (std::size_t k = 0; k < clusters.size(); ++k) clusters[k].opaque = opaque[k];
    }
    // Whoever asks for K-Means in any case gets the means.
    if (options.solve_lines != 0)
        find_flat_fills(source.histogram, source.space, given, source.straight, inertia,
                        options.palette_bits, team, clusters);
    return clusters;
}

// Assigns the colors to the entries, and makes the palette.
Clustered deliver(const ClusterSource &source, const GivenColors &given,
                  std::unique_ptr<Engine> engine, std::span<const Cluster> clusters, unsigned bits,
                  Team &team) {
    const Histogram &histogram = source.histogram;
    const Entries entries =
        make_entries(clusters, given, source.space, histogram.has_alpha(), bits);
    // If entries of 16 bits, or given ones, are where the centroids are, that assignment holds.
    Clustered result;
    std::vector<Cluster> used;
    std::vector<Moments> moments;
    std::array<std::uint8_t, 256> entry_of{};
    for (const Cluster &cluster : clusters)
        if (cluster.given != kNotGiven || cluster.moments.n > 0) used.push_back(cluster);
    sort_by_position(used);
    const bool holds = (bits == 16 || given.are_all) &&
                       std::ranges::equal(used, entries.centroids, {}, &Cluster::centroid);
    if (holds) {
        for (const Cluster &cluster : used) moments.push_back(cluster.moments);
        for (std::size_t k = 0; k < clusters.size(); ++k) {
            result.centroids.push_back(clusters[k].centroid);
            const auto at = std::ranges::find_if(used, [&](const Cluster &other) {
                return other.centroid == clusters[k].centroid && other.given == clusters[k].given;
            });
            entry_of[k] = static_cast<std::uint8_t>(at - used.begin());
        }
    } else {
        result.centroids = entries.centroids;
        moments = engine->assign(entries.centroids);
        std::iota(entry_of.begin(), entry_of.end(), std::uint8_t{0});
    }
    std::array<std::uint8_t, 256> labels;
    std::iota(labels.begin(), labels.end(), std::uint8_t{0});
    if (histogram.has_alpha())
        OpaqueRule(entries.centroids, labels, source.space.opaque_alpha())
            .correct(histogram, entries.centroids, team, moments);
    result.palette = make_palette(entries, moments, histogram, source.space, given);
    const auto place = result.palette.order;
    if (histogram.has_alpha())
        result.opaque = OpaqueRule(entries.centroids, place, source.space.opaque_alpha());
    for (std::size_t k = 0; k < result.centroids.size(); ++k)
        result.palette.order[k] = place[entry_of[k]];
    result.engine = std::move(engine);
    return result;
}

// Does two things, on two threads if there are as many workers. The first is done by the calling
// thread, which can cancel it, unless that is late.
void beside_each_other(unsigned workers, Team &team, const std::function<void()> &first,
                       const std::function<void()> &second) {
    const auto owner = std::this_thread::get_id();
    std::array<std::atomic<bool>, 2> taken{};
    const auto take = [&](std::size_t which) {
        if (!taken[which].exchange(true)) (which == 0 ? first : second)();
    };
    team.run(std::min(workers, 2U), [&](unsigned) {
        const std::size_t own = std::this_thread::get_id() == owner ? 0 : 1;
        take(own);
        take(1 - own);
    });
}

// What a clustering begins with.
struct Beginning {
    std::vector<Centroid> centroids;
    bool is_solved;  // there are no better ones
    CellOrder order;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<Engine> weighing;  // for the weights, if there are any and it is not solved
};

// Seeds the centroids and makes the engines. The two need nothing of each other, unless the engine
// has no tree: then it needs the team.
Beginning begin(const ClusterSource &source, const Histogram &counted, const GivenColors &given,
                const quant_options &options, quant_engine engine, Team &team) {
    auto on_line = centroids_on_line(given, counted, options, team);
    const std::size_t colors = given.are_all ? given.centroids.size() : options.colors;
    Beginning all{{}, given.are_all || on_line, order_for(options, colors), nullptr, nullptr};
    const auto seed = [&] {
        all.centroids =
            on_line ? *std::move(on_line) : first_centroids(given, counted, options, team);
    };
    const auto make_engines = [&] {
        all.engine = make_engine(source, engine, colors, all.order, team);
        if (source.weighted && !all.is_solved)
            all.weighing = make_cells_engine(nullptr, counted, nullptr, team, nullptr, all.order);
    };
    beside_each_other(has_tree(source, engine, colors) ? team.size() : 1, team, seed, make_engines);
    return all;
}

// The parts of a clustering in time: the search begins at the first of these and the iterations at
// the second, which end at the third. These are rough figures for photographs.
struct Times {
    double search, iterations, end;
};

Times times_of(const quant_options &options) {
    switch (options.search) {
        case QUANT_SEARCH_NONE: return {0.05, 0.05, 0.95};
        case QUANT_SEARCH_QUICK: return {0.3, 0.8, 0.9};
        case QUANT_SEARCH_STANDARD: return {0.1, 0.6, 0.95};
        default: return {0.02, 0.9, 0.98};
    }
}

}  // namespace

Clustered cluster(const ClusterSource &source, const quant_options &options, Team &team,
                  Progress &progress, Stopwatch &watch, quant_stats &stats) {
    const Times times = times_of(options);
    const auto count = [&](unsigned iteration, double done) { progress.count(iteration, done); };
    progress.enter(QUANT_STAGE_SEARCH);
    std::optional<Progress::Part> part(std::in_place, progress, 0, times.search);
    const Histogram &histogram = source.histogram;
    // The palette is chosen by `counted`; all figures are those of the pixels without weights.
    const Histogram &counted = source.weighted ? *source.weighted : histogram;
    stats.unique_colors = histogram.unique_colors();
    const GivenColors given(options, histogram, source.space, &team);
    const std::size_t fixed = given.centroids.size();
    auto [centroids, is_solved, order, engine, weighing] =
        begin(source, counted, given, options, stats.engine, team);
    Engine &choosing = weighing ? *weighing : *engine;
    part.reset();
    stats.search_iterations = 0;
    if (!is_solved && options.search != QUANT_SEARCH_NONE && centroids.size() > fixed) {
        // The search takes hundreds of iterations. If the caller chose a pixel engine, which is
        // meant for study, the search uses `cells` nevertheless.
        const Progress::Part search_part(progress, times.search, times.iterations,
                                         Progress::Part::Steps);
        const auto tree = stats.engine == QUANT_ENGINE_CELLS || weighing
                              ? nullptr
                              : make_cells_engine(source, order, team);
        Searched searched = search_from(centroids, tree ? *tree : choosing, counted, given, options,
                                        order, team, count);
        centroids = std::move(searched.centroids);
        stats.search_iterations = searched.steps;
    }
    const std::uint64_t evaluated_by_search = choosing.evaluations();
    stats.seconds_seeding = watch.lap();

    quant_options iterating = options;
    if (is_solved) iterating.max_iterations = 0;
    part.emplace(progress, times.iterations, times.end, Progress::Part::Steps);
    progress.enter(QUANT_STAGE_ITERATIONS);
    Clustering clustering = run_lloyd(choosing, counted, source.space, std::move(centroids), fixed,
                                      iterating, team, count);
    stats.threads = engine->threads();
    stats.iterations = clustering.iterations;
    stats.converged = clustering.converged || is_solved ? 1 : 0;
    stats.seconds_iterations = watch.lap();

    part.emplace(progress, times.end, 1);
    progress.begin(QUANT_STAGE_MAPPING);
    const auto clusters =
        final_clusters(source, given, *engine, clustering.centroids, options, team, stats);
    Clustered result =
        deliver(source, given, std::move(engine), clusters, options.palette_bits, team);
    stats.evaluations = choosing.evaluations() - evaluated_by_search;
    if (weighing) stats.evaluations += result.engine->evaluations();
    return result;
}

}  // namespace quant::core
