// Calls the library with the options of the published experiment; a signal stops it.
#include "bench/measure.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/failure.h"
#include "base/signals.h"

namespace quant::cli::bench {

using namespace results;

namespace {

Quantized quantize_or_throw(const Image &image, const Options &options) {
    auto result = quantize(image, options, [](const Progress &) { return signals::raised() == 0; });
    signals::check();
    if (!result) throw Failure(result.error().message);
    return *std::move(result);
}

}  // namespace

Options options_of(const Task &task) {
    Options options(QUANT_PRESET_PAPER);
    options.colors = task.colors;
    options.engine = task.engine;
    options.threads = task.threads;
    options.palette_bits = 16;  // entries of 16 bits are the centroids: no assignment is added
    return options;
}

double kmeans_seconds(const Stats &stats) {
    const double seconds = stats.seconds_iterations + stats.seconds_mapping;
    return stats.engine == QUANT_ENGINE_CELLS ? stats.seconds_histogram + seconds : seconds;
}

Quantized run_task(const Image &image, const Task &task) {
    return quantize_or_throw(image, options_of(task));
}

void wake_threads(unsigned threads) {
    if (threads < 2) return;
    // The engine gives each thread at least 4096 pixels.
    const std::size_t width = 4096;
    std::vector<std::uint8_t> pixels(width * threads * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i / 3 % 3 * 100);
    Options options = options_of({2, QUANT_ENGINE_OPENMP, threads});
    options.max_iterations = 1;
    quantize_or_throw(rgb8(pixels.data(), width, threads), options);
}

}  // namespace quant::cli::bench
