// Calls the library, or the reference in doubles, with the options of the published experiment; a
// signal stops either.
#include "bench/measure.h"

#include <cstddef>
#include <vector>

#include "base/failure.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "reference/lloyd.h"

namespace quant::cli::bench {

using namespace results;

namespace {

Quantized quantize_or_throw(const Image &image, const Options &options) {
    auto result = quantize(image, options, [](const Progress &) { return signals::raised() == 0; });
    signals::check();
    if (!result && result.error().status == QUANT_LIMIT_EXCEEDED)
        throw FailureOf("this machine", result.error().message);  // has too few threads
    if (!result) throw Failure(result.error().message);
    return *std::move(result);
}

quant_engine library_engine(Engine engine) {
    return static_cast<quant_engine>(quant_engine_of_name(name_of(engine)));
}

// Returns the seeds that the engines of the library begin with.
std::vector<reference::Vector> seeds_of(const Image &image, unsigned colors) {
    Options options = options_of({colors, Engine::cells, 1});
    options.max_iterations = 0;
    const Quantized seeds = quantize_or_throw(image, options);
    std::vector<reference::Vector> all;
    for (const Color16 &seed : seeds.palette16()) {
        constexpr double unit = 257;  // 16-bit units in one 8-bit unit
        all.push_back({seed.r / unit, seed.g / unit, seed.b / unit});
    }
    const auto *pixels = static_cast<const std::uint8_t *>(image.pixels);
    return reference::in_order_of_ties({pixels, image.width * image.height * 3}, seeds.indices(),
                                       all);
}

Run run_in_doubles(const Image &image, unsigned colors) {
    const Options options(QUANT_PRESET_PAPER);
    const std::size_t pixels = image.width * image.height;
    const auto seeds = seeds_of(image, colors);
    std::vector<std::uint8_t> labels(pixels);
    const Stopwatch watch;
    const auto result =
        reference::double_lloyd({static_cast<const std::uint8_t *>(image.pixels), pixels * 3},
                                seeds, colors, options.max_iterations, signals::check, labels);
    const double seconds = watch.seconds();
    return {seconds, result.iterations, result.inertia,
            std::uint64_t{pixels} * colors * (result.iterations + 1), 1};
}

}  // namespace

Options options_of(const Task &task) {
    Options options(QUANT_PRESET_PAPER);
    options.colors = task.colors;
    options.engine = library_engine(task.engine);
    options.threads = task.threads;
    options.exact_threads = 1;
    options.palette_bits = 16;  // entries of 16 bits are the centroids: no assignment is added
    return options;
}

double kmeans_seconds(const Stats &stats) {
    const double seconds = stats.seconds_iterations + stats.seconds_mapping;
    return stats.engine == QUANT_ENGINE_CELLS ? stats.seconds_histogram + seconds : seconds;
}

Run run_task(const Image &image, const Task &task) {
    if (task.engine == Engine::doubles) return run_in_doubles(image, task.colors);
    const Quantized result = quantize_or_throw(image, options_of(task));
    const Stats &stats = result.stats();
    return {kmeans_seconds(stats), stats.iterations, stats.inertia, stats.evaluations,
            stats.threads};
}

Quantized quantized(const Image &image, unsigned colors) {
    Options options = options_of({colors, Engine::cells, 0});
    options.exact_threads = 0;
    return quantize_or_throw(image, options);
}

void wake_threads(const Task &task) {
    if (task.threads < 2 || task.engine != Engine::openmp) return;
    const std::size_t width = 4096;
    std::vector<std::uint8_t> pixels(width * task.threads * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i / 3 % 3 * 100);
    Options options = options_of({2, Engine::openmp, task.threads});
    options.max_iterations = 1;
    quantize_or_throw(rgb8(pixels.data(), width, task.threads), options);
}

}  // namespace quant::cli::bench
