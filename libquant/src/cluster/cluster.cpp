// Runs seeding, search and iterations on the weighted histogram if there is one, and the final
// assignment on the unweighted colors.
#include "cluster/cluster.h"

#include <span>
#include <utility>
#include <vector>

#include "cluster/given_colors.h"
#include "cluster/progress.h"
#include "cluster/search.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

std::unique_ptr<Engine> make_cells_engine(const ClusterSource &source, unsigned threads) {
    return make_cells_engine(source.image, source.histogram, source.converted, threads,
                             source.indices);
}

std::unique_ptr<Engine> make_engine(const ClusterSource &source, quant_engine engine,
                                    std::size_t colors, unsigned threads) {
    if (source.image) {
        const ImageView &image = *source.image;
        if (engine == QUANT_ENGINE_SEQUENTIAL) return make_sequential_engine(image, source.indices);
        if (engine == QUANT_ENGINE_OPENMP)
            return make_openmp_engine(image, threads, source.indices);
        // Starting another thread would take longer than an iteration over such a picture.
        if (!cells_pay(source.histogram, colors))
            return make_openmp_engine(image, 1, source.indices);
    }
    return make_cells_engine(source, threads);
}

std::vector<Centroid> seeds_of(const Histogram &histogram, unsigned count,
                               const quant_options &options) {
    if (count == 0) return {};
    switch (options.seeding) {
        case QUANT_SEEDING_RANDOM: return seed_random(histogram, count, options.seed);
        case QUANT_SEEDING_KMEANSPP: return seed_kmeans_plus_plus(histogram, count, options.seed);
        case QUANT_SEEDING_MAXIMIN: return seed_maximin(histogram, count);
        default: return seed_wu(histogram, count);
    }
}

// Starts with the given colors and seeds the remaining clusters, if any pixels are left for them.
std::vector<Centroid> first_centroids(const GivenColors &given, const Histogram &histogram,
                                      const quant_options &options) {
    std::vector<Centroid> centroids = given.centroids;
    if (given.are_all || given.colors.size() >= options.colors) return centroids;
    const auto room = options.colors - static_cast<unsigned>(given.colors.size());
    const std::uint64_t pixels_taken = given.points.empty() ? 0 : histogram.count(given.points);
    if (pixels_taken == histogram.total().n) return centroids;
    const auto seeds = pixels_taken == 0 ? seeds_of(histogram, room, options)
                                         : seeds_of(histogram.without(given.points), room, options);
    centroids.insert(centroids.end(), seeds.begin(), seeds.end());
    return centroids;
}

}  // namespace

Clustered cluster(const ClusterSource &source, const quant_options &options, unsigned threads,
                  Stopwatch &watch, quant_stats &stats) {
    const Histogram &histogram = source.histogram;
    // The palette is chosen by `counted`; all figures are those of the pixels without weights.
    const Histogram &counted = source.weighted ? *source.weighted : histogram;
    stats.unique_colors = histogram.unique_colors();
    const GivenColors given(options, histogram, source.space);
    const std::size_t fixed = given.centroids.size();
    std::vector<Centroid> centroids = first_centroids(given, counted, options);
    auto engine = make_engine(source, stats.engine, centroids.size(), threads);
    const auto weighing =
        source.weighted ? make_cells_engine(nullptr, counted, nullptr, threads, nullptr) : nullptr;
    Engine &choosing = weighing ? *weighing : *engine;
    if (options.search != QUANT_SEARCH_NONE && centroids.size() > fixed) {
        // The search takes hundreds of iterations. If the caller chose a pixel engine, which is
        // meant for study, the search uses `cells` nevertheless.
        const auto tree =
            stats.engine == QUANT_ENGINE_CELLS ? nullptr : make_cells_engine(source, threads);
        const SearchEffort effort = effort_of(options.search, centroids.size());
        centroids = search(tree ? *tree : choosing, counted, std::move(centroids), fixed, effort,
                           [&](unsigned iteration) {
                               stats.search_iterations = iteration;
                               report_progress(options, QUANT_STAGE_SEARCH, iteration);
                           });
    }
    const std::uint64_t evaluated_by_search = choosing.evaluations();
    stats.seconds_seeding = watch.lap();

    quant_options iterating = options;
    if (given.are_all) iterating.max_iterations = 0;
    Clustering clustering = run_lloyd(
        choosing, counted, std::move(centroids), fixed, iterating,
        [&](unsigned iteration) { report_progress(options, QUANT_STAGE_ITERATIONS, iteration); });
    stats.threads = engine->threads();
    stats.iterations = clustering.iterations;
    stats.converged = clustering.converged || given.are_all ? 1 : 0;
    stats.seconds_iterations = watch.lap();

    report_progress(options, QUANT_STAGE_MAPPING);
    const std::vector<Moments> clusters = engine->assign(clustering.centroids);
    Palette palette = make_palette(histogram, source.space, clustering.centroids, clusters, given);
    stats.inertia = palette.inertia;
    stats.evaluations = choosing.evaluations() - evaluated_by_search;
    if (weighing) stats.evaluations += engine->evaluations();
    return {std::move(palette), std::move(clustering.centroids), std::move(engine)};
}

}  // namespace quant::core
