#include "quantize.h"

#include <chrono>

#include "dither.h"
#include "exact_palette.h"
#include "histogram.h"
#include "lloyd.h"
#include "parallel.h"
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
    const quant_progress progress{stage, iteration, options.max_iterations};
    if (options.progress(&progress, options.user_data) != 0) throw Canceled();
}

quant_engine chosen_engine(int engine) {
    return engine == QUANT_ENGINE_AUTO ? QUANT_ENGINE_CELLS : static_cast<quant_engine>(engine);
}

std::unique_ptr<Engine> make_engine(quant_engine engine, const ImageView &image,
                                    const Histogram &histogram, unsigned threads,
                                    std::uint8_t *indices) {
    if (engine == QUANT_ENGINE_SEQUENTIAL) return make_sequential_engine(image, indices);
    if (engine == QUANT_ENGINE_OPENMP) return make_openmp_engine(image, threads, indices);
    return make_cells_engine(image, histogram, threads, indices);
}

std::vector<Centroid> seeds_of(const Histogram &histogram, const quant_options &options) {
    if (options.seeding == QUANT_SEEDING_RANDOM)
        return seed_random(histogram, options.colors, options.seed);
    return seed_wu(histogram, options.colors);
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
    const Histogram histogram(image, threads);
    stats.unique_colors = histogram.unique_colors();
    stats.seconds_histogram = watch.lap();

    std::vector<Centroid> seeds = seeds_of(histogram, options);
    stats.seconds_seeding = watch.lap();

    const auto engine = make_engine(stats.engine, image, histogram, threads, result.indices.get());
    const Clustering clustering =
        run_lloyd(*engine, histogram, std::move(seeds), options,
                  [&](unsigned iteration) { report(options, QUANT_STAGE_ITERATIONS, iteration); });
    stats.threads = engine->threads();
    stats.iterations = clustering.iterations;
    stats.converged = clustering.converged ? 1 : 0;
    stats.seconds_iterations = watch.lap();

    report(options, QUANT_STAGE_MAPPING);
    const std::vector<Moments> clusters = engine->assign(clustering.centroids);
    result.palette = make_palette(histogram, clustering.centroids, clusters);
    if (is_dithered(options)) {
        dither(image, result.palette.colors, options, threads, result.indices.get());
        measure_written(image, result.indices.get(), threads, result.palette);
    } else {
        engine->map(result.palette.order);
    }
    stats.inertia = result.palette.inertia;
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
    if (const auto exact = find_exact_palette(image, options.colors)) {
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
