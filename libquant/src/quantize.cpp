#include "quantize.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>

#include "converted_colors.h"
#include "dither.h"
#include "exact_palette.h"
#include "given_colors.h"
#include "histogram.h"
#include "lloyd.h"
#include "parallel.h"
#include "search.h"
#include "seeding.h"
#include "written.h"

namespace quant::core {
namespace {

// Seconds since the last call.
class Stopwatch {
public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> passed = now - last_;
        last_ = now;
        return passed.count();
    }

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

void report(const quant_options &options, quant_stage stage, unsigned iteration = 0) {
    if (!options.progress) return;
    const quant_progress progress{stage, iteration,
                                  stage == QUANT_STAGE_SEARCH ? 0 : options.max_iterations};
    if (options.progress(&progress, options.user_data) != 0) throw Canceled();
}

quant_engine chosen_engine(int engine) {
    return engine == QUANT_ENGINE_AUTO ? QUANT_ENGINE_CELLS : static_cast<quant_engine>(engine);
}

std::unique_ptr<Engine> make_engine(quant_engine engine, const ImageView &image,
                                    const Histogram &histogram, const ConvertedColors *converted,
                                    std::size_t colors, unsigned threads, std::uint8_t *indices) {
    if (engine == QUANT_ENGINE_SEQUENTIAL) return make_sequential_engine(image, indices);
    if (engine == QUANT_ENGINE_OPENMP) return make_openmp_engine(image, threads, indices);
    // Another thread would take longer to start than such a picture's iteration does.
    if (!cells_pay(histogram, colors)) return make_openmp_engine(image, 1, indices);
    return make_cells_engine(image, histogram, converted, threads, indices);
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

// The given colors, and seeds beside them for the rest of the pixels.
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

void quantize_exactly(const ImageView &image, const ExactPalette &exact,
                      const quant_options &options, unsigned threads, Stopwatch &watch,
                      Quantized &result) {
    result.palette = make_palette(exact, image.bits());
    result.stats.unique_colors = result.palette.colors.size();
    result.stats.exact = 1;
    result.stats.threads = threads_for(image.pixels(), 1U << 16, threads);
    result.stats.converged = 1;
    result.stats.seconds_histogram = watch.lap();
    report(options, QUANT_STAGE_MAPPING);
    map_exact(image, exact.table, result.palette.order, threads, result.indices.get());
    result.stats.seconds_mapping = watch.lap();
}

void quantize_by_clustering(const ImageView &image, const quant_options &options, unsigned threads,
                            Stopwatch &watch, Quantized &result) {
    quant_stats &stats = result.stats;
    const ImageView working = image.in(ColorSpace(options.space));
    std::optional<ConvertedColors> converted;
    if (working.is_rgb8() && !working.has_byte_points()) converted.emplace(working, threads);
    const Histogram histogram = converted ? converted->histogram() : Histogram(working, threads);
    stats.unique_colors = histogram.unique_colors();
    stats.seconds_histogram = watch.lap();

    const GivenColors given(options, histogram, working.space());
    const std::size_t fixed = given.centroids.size();
    std::vector<Centroid> centroids = first_centroids(given, histogram, options);
    const ConvertedColors *colors = converted ? &*converted : nullptr;
    const auto engine = make_engine(stats.engine, working, histogram, colors, centroids.size(),
                                    threads, result.indices.get());
    if (options.search != QUANT_SEARCH_NONE && centroids.size() > fixed) {
        // Hundreds of iterations: never by the pixels, whose engines are for study.
        const auto tree =
            stats.engine == QUANT_ENGINE_CELLS
                ? nullptr
                : make_cells_engine(working, histogram, colors, threads, result.indices.get());
        centroids = search(tree ? *tree : *engine, histogram, std::move(centroids), fixed,
                           effort_of(options.search), [&](unsigned iteration) {
                               stats.search_iterations = iteration;
                               report(options, QUANT_STAGE_SEARCH, iteration);
                           });
    }
    const std::uint64_t evaluated_by_search = engine->evaluations();
    stats.seconds_seeding = watch.lap();

    quant_options iterating = options;
    if (given.are_all) iterating.max_iterations = 0;
    const Clustering clustering =
        run_lloyd(*engine, histogram, std::move(centroids), fixed, iterating,
                  [&](unsigned iteration) { report(options, QUANT_STAGE_ITERATIONS, iteration); });
    stats.threads = engine->threads();
    stats.iterations = clustering.iterations;
    stats.converged = clustering.converged || given.are_all ? 1 : 0;
    stats.seconds_iterations = watch.lap();

    report(options, QUANT_STAGE_MAPPING);
    const std::vector<Moments> clusters = engine->assign(clustering.centroids);
    result.palette =
        make_palette(histogram, working.space(), clustering.centroids, clusters, given);
    stats.inertia = result.palette.inertia;
    if (is_dithered(options)) {
        dither(image, result.palette.colors, options, threads, result.indices.get());
    } else {
        engine->map(result.palette.order);
    }
    stats.evaluations = engine->evaluations() - evaluated_by_search;
    // What is written is judged in sRGB always.
    if (is_dithered(options) || !working.space().is_srgb())
        measure_written(image, result.indices.get(), threads, result.palette);
    stats.seconds_mapping = watch.lap();
}

}  // namespace

Quantized quantize(const quant_image &source, const quant_options &options) {
    report(options, QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    const ImageView image(source);

    Quantized result;
    result.indices = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels());
    result.stats.width = image.width();
    result.stats.height = image.height();
    result.stats.pixels = image.pixels();
    result.stats.engine = chosen_engine(options.engine);
    const unsigned allowed = options.threads != 0 ? options.threads : default_threads();
    // All that the sequential engine is the baseline of, its histogram included, is sequential.
    const unsigned threads = result.stats.engine == QUANT_ENGINE_SEQUENTIAL ? 1 : allowed;
    const bool is_given = options.palette || options.keep_size > 0;
    if (const auto exact = is_given ? std::nullopt : find_exact_palette(image, options.colors)) {
        quantize_exactly(image, *exact, options, threads, watch, result);
    } else {
        quantize_by_clustering(image, options, threads, watch, result);
    }
    const auto pixels = static_cast<double>(image.pixels());
    result.stats.colors = static_cast<unsigned>(result.palette.colors.size());
    result.stats.mse = result.stats.inertia / pixels;
    result.stats.palette_mse = result.palette.palette_error / pixels;
    result.stats.palette16_mse = result.palette.palette16_error / pixels;
    return result;
}

}  // namespace quant::core
