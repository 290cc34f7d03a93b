// Measures what the plug-in's user waits for after each change of a control: choosing the colors of
// a picture of 18 megapixels, the figures of the result, and drawing it in the dialog.
#include <benchmark/benchmark.h>

#include <cstring>

#include "common/color_count.h"
#include "common/distant_error.h"
#include "common/preview.h"
#include "sample/sample.h"

namespace {

using namespace quant::plugin;

constexpr int kWidth = 5184;
constexpr int kHeight = 3456;

const Layer &layer() {
    static const Layer instance = [] {
        const auto picture = quant::cli::sample::landscape(kWidth, kHeight, 1);
        Layer made;
        made.pixels.area = {0, 0, kWidth, kHeight};
        made.pixels.channels = 3;
        made.pixels.bits = 8;
        made.pixels.bytes = std::make_unique<std::uint8_t[]>(picture.pixels.size());
        std::memcpy(made.pixels.bytes.get(), picture.pixels.data(), picture.pixels.size());
        return made;
    }();
    return instance;
}

Reduction reduced(const Parameters &parameters) {
    return reduce({&layer(), 1}, parameters, [](double) { return true; });
}

void reduction(benchmark::State &state) {
    Parameters parameters;
    parameters.colors = static_cast<unsigned>(state.range(0));
    parameters.dither = static_cast<int>(state.range(1));
    layer();  // is not measured
    for (auto _ : state) benchmark::DoNotOptimize(reduced(parameters));
}

// This is done only once for all changes.
void counting_colors(benchmark::State &state) {
    layer();
    for (auto _ : state)
        benchmark::DoNotOptimize(count_colors({&layer(), 1}, [](double) { return true; }));
}

void error_from_afar(benchmark::State &state) {
    const Reduction reduction = reduced({});
    for (auto _ : state) benchmark::DoNotOptimize(distant_mse({&layer(), 1}, reduction));
}

void drawing(benchmark::State &state) {
    const Reduction reduction = reduced({});
    const View whole{0, 0, kWidth / 480.0, 480, 320};
    for (auto _ : state)
        benchmark::DoNotOptimize(render(layer(), &reduction.palette(), false, whole));
}

// The arguments are the number of colors and the value of quant_dither.
BENCHMARK(reduction)
    ->ArgsProduct({{8, 16, 64, 256},
                   {QUANT_DITHER_NONE, QUANT_DITHER_FLOYD_STEINBERG, QUANT_DITHER_AUTO}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(counting_colors)->Unit(benchmark::kMillisecond);
BENCHMARK(error_from_afar)->Unit(benchmark::kMillisecond);
BENCHMARK(drawing)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
