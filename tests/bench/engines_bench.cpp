// Measures the time that each engine takes for 20 iterations of the published experiment, from
// pixels to indices, on the built-in landscape. The counters have the time of each stage.
//
//     quant_engines_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <quant/quant.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sample/sample.h"

namespace {

using Size = std::pair<std::int64_t, std::int64_t>;

const quant::cli::sample::Picture &landscape(Size size) {
    static std::map<Size, quant::cli::sample::Picture> painted;
    auto [at, added] = painted.try_emplace(size);
    if (added)
        at->second = quant::cli::sample::landscape(static_cast<std::size_t>(size.first),
                                                   static_cast<std::size_t>(size.second), 1);
    return at->second;
}

// Arguments: engine, K, threads, width, height.
void quantize(benchmark::State &state) {
    const quant::cli::sample::Picture &picture = landscape({state.range(3), state.range(4)});
    const quant::Image image = quant::rgb8(picture.pixels.data(), picture.width, picture.height);
    quant::Options options(QUANT_PRESET_PAPER);
    options.tolerance = 0;
    options.engine = static_cast<int>(state.range(0));
    options.colors = static_cast<unsigned>(state.range(1));
    options.threads = static_cast<unsigned>(state.range(2));
    quant::Stats sum{};
    for (auto _ : state) {
        const auto result = quant::quantize(image, options);
        if (!result) return state.SkipWithError(result.error().message.c_str());
        const quant::Stats &stats = result->stats();
        state.SetIterationTime(stats.seconds_histogram + stats.seconds_seeding +
                               stats.seconds_iterations + stats.seconds_mapping);
        sum.seconds_histogram += stats.seconds_histogram;
        sum.seconds_iterations += stats.seconds_iterations;
        sum.seconds_mapping += stats.seconds_mapping;
        sum.unique_colors = stats.unique_colors;
    }
    const auto milliseconds = [&](double seconds) {
        return benchmark::Counter(1e3 * seconds, benchmark::Counter::kAvgIterations);
    };
    state.counters["histogram_ms"] = milliseconds(sum.seconds_histogram);
    state.counters["iterations_ms"] = milliseconds(sum.seconds_iterations);
    state.counters["mapping_ms"] = milliseconds(sum.seconds_mapping);
    state.counters["unique"] = static_cast<double>(sum.unique_colors);
    state.SetItemsProcessed(state.iterations() * state.range(3) * state.range(4));
}

void add(int engine, int colors, int threads, const Size &size) {
    const std::string name = std::string(quant_engine_name(engine)) +
                             "/K=" + std::to_string(colors) +
                             "/threads=" + std::to_string(threads) + "/" +
                             std::to_string(size.first) + "x" + std::to_string(size.second);
    benchmark::RegisterBenchmark(name.c_str(), quantize)
        ->Args({engine, colors, threads, size.first, size.second})
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
}

void register_all() {
    for (const Size &size :
         {Size{150, 150}, Size{1024, 1024}, Size{4096, 4096}, Size{10000, 10000}}) {
        for (const int colors : {8, 16, 32, 64, 256}) {
            for (int engine = QUANT_ENGINE_SEQUENTIAL; quant_engine_name(engine); ++engine) {
                // The sequential engine would take minutes on the large sizes.
                if (engine == QUANT_ENGINE_SEQUENTIAL && size.first > 1024) continue;
                add(engine, colors, 1, size);
                if (engine != QUANT_ENGINE_SEQUENTIAL) add(engine, colors, 2, size);
            }
        }
    }
}

}  // namespace

int main(int argc, char *argv[]) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::AddCustomContext("isa", quant_isa());
    register_all();
    benchmark::RunSpecifiedBenchmarks();
}
