#include "quantize.h"

#include <chrono>
#include <optional>
#include <span>

#include "converted_colors.h"
#include "exact_palette.h"
#include "histogram.h"
#include "lloyd.h"
#include "parallel.h"
#include "seeding.h"

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
                                    const Histogram &histogram, const ConvertedColors *converted,
                                    unsigned threads, std::uint8_t *indices) {
    if (engine == QUANT_ENGINE_SEQUENTIAL) return make_sequential_engine(image, indices);
    if (engine == QUANT_ENGINE_OPENMP) return make_openmp_engine(image, threads, indices);
    return make_cells_engine(image, histogram, converted, threads, indices);
}

// Centroids that have to be in the palette as they are: nothing at all, where the image has pixels
// that are nothing at all. With a single color there is no choice.
std::vector<Centroid> fixed_centroids(const Histogram &histogram, const ColorSpace &space,
                                      unsigned colors) {
    if (colors < 2 || !histogram.has_alpha() || histogram.count(space.transparent()) == 0)
        return {};
    return {centroid_of(space.transparent())};
}

std::vector<Centroid> seeds_of(const Histogram &histogram, unsigned count,
                               const quant_options &options) {
    if (count == 0) return {};
    if (options.seeding == QUANT_SEEDING_RANDOM) return seed_random(histogram, count, options.seed);
    return seed_wu(histogram, count);
}

// Seeds beside the fixed centroids, for the other colors.
std::vector<Centroid> seeds_beside(std::span<const Centroid> fixed, const Histogram &histogram,
                                   const quant_options &options) {
    if (fixed.empty()) return seeds_of(histogram, options.colors, options);
    std::vector<Point> taken;
    for (const Centroid &c : fixed) taken.push_back(point_of(c));
    return seeds_of(histogram.without(taken), options.colors - static_cast<unsigned>(fixed.size()),
                    options);
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

    const std::vector<Centroid> fixed = fixed_centroids(histogram, working.space(), options.colors);
    const std::vector<Centroid> seeds = seeds_beside(fixed, histogram, options);
    stats.seconds_seeding = watch.lap();

    const auto engine =
        make_engine(stats.engine, working, histogram, converted ? &*converted : nullptr, threads,
                    result.indices.get());
    const Clustering clustering =
        run_lloyd(*engine, histogram, fixed, seeds, options,
                  [&](unsigned iteration) { report(options, QUANT_STAGE_ITERATIONS, iteration); });
    stats.threads = engine->threads();
    stats.iterations = clustering.iterations;
    stats.converged = clustering.converged ? 1 : 0;
    stats.seconds_iterations = watch.lap();

    report(options, QUANT_STAGE_MAPPING);
    const std::vector<Moments> clusters = engine->assign(clustering.centroids);
    result.palette =
        make_palette(histogram, working.space(), fixed.size(), clustering.centroids, clusters);
    engine->map(result.palette.order);
    stats.inertia = result.palette.inertia;
    // What is written is judged in sRGB always.
    if (!working.space().is_srgb())
        measure_errors(image, result.indices.get(), threads, result.palette);
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
