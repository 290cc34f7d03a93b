// Measures the nanoseconds per pixel of each pass of the engines, with one thread, on the built-in
// landscape of 1024x1024 pixels.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "cluster/entries.h"
#include "cluster/lloyd.h"
#include "cluster/seeding.h"
#include "color/image.h"
#include "color/rgb_space.h"
#include "histogram/color_counts.h"
#include "histogram/histogram.h"
#include "map/dither.h"
#include "map/nearest_color.h"
#include "map/threshold_mask.h"
#include "sample/sample.h"
#include "simd/kernels.h"

namespace {

using namespace quant::core;

struct Scene {
    quant::cli::sample::Picture picture = quant::cli::sample::landscape(1024, 1024, 1);
    ImageView image{{picture.pixels.data(), 1024, 1024, 3 * 1024, 3, 8}};
    Team team{1};
    Histogram histogram{image, team};
    std::vector<std::uint8_t> indices = std::vector<std::uint8_t>(1024 * 1024);
    std::array<std::uint8_t, 256> order{};
};

Scene &scene() {
    static Scene instance;
    return instance;
}

void per_pixel(benchmark::State &state) {
    state.counters["ns_per_pixel"] =
        benchmark::Counter(1024.0 * 1024.0 * 1e-9, benchmark::Counter::kIsIterationInvariantRate |
                                                       benchmark::Counter::kInvert);
}

void split_keys(benchmark::State &state) {
    std::uint16_t keys[1024], residues[1024];
    for (auto _ : state) {
        for (std::size_t i = 0; i < 1024; ++i) {
            kernels().split_keys(&scene().picture.pixels[i * 3072], 3, 1024, keys, residues);
            benchmark::DoNotOptimize(keys);
        }
    }
    per_pixel(state);
}

void count_colors(benchmark::State &state) {
    std::uint16_t keys[1024], residues[1024];
    std::vector<std::uint8_t> room((kCompactCells + 1) * kColorsPerCell);
    for (auto _ : state) {
        ColorCounts counts(room);
        for (std::size_t i = 0; i < 1024; ++i) {
            kernels().split_keys(&scene().picture.pixels[i * 3072], 3, 1024, keys, residues);
            counts.add(keys, residues, 1024);
        }
        benchmark::DoNotOptimize(counts);
    }
    per_pixel(state);
}

void histogram(benchmark::State &state) {
    for (auto _ : state) benchmark::DoNotOptimize(Histogram(scene().image, scene().team));
    per_pixel(state);
}

void seed_wu(benchmark::State &state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(
            quant::core::seed_wu(scene().histogram, static_cast<std::size_t>(state.range(0))));
    per_pixel(state);
}

// Measures the first assignment by an engine, which must visit all pixels or colors.
void first_assignment(benchmark::State &state, auto &&make_engine) {
    const auto seeds = seed_random(scene().histogram, static_cast<std::size_t>(state.range(0)), 1);
    for (auto _ : state) benchmark::DoNotOptimize(make_engine()->assign(seeds));
    per_pixel(state);
}

// Measures the mean of the 20 iterations that follow the first one.
void later_assignments(benchmark::State &state, auto &&make_engine) {
    const auto seeds = seed_random(scene().histogram, static_cast<std::size_t>(state.range(0)), 1);
    for (auto _ : state) {
        state.PauseTiming();
        const auto engine = make_engine();
        auto centroids = seeds;
        const auto update = [&] {
            const auto clusters = engine->assign(centroids);
            for (std::size_t k = 0; k < centroids.size(); ++k)
                if (clusters[k].n > 0) centroids[k] = centroid_of(clusters[k]);
        };
        update();
        state.ResumeTiming();
        for (int i = 0; i < 20; ++i) update();
    }
    state.counters["ns_per_pixel"] = benchmark::Counter(
        20 * 1024.0 * 1024.0 * 1e-9,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void map(benchmark::State &state) {
    const auto engine = make_cells_engine(&scene().image, scene().histogram, nullptr, scene().team,
                                          scene().indices.data());
    engine->assign(seed_random(scene().histogram, static_cast<std::size_t>(state.range(0)), 1));
    for (auto _ : state) engine->map(scene().order);
    per_pixel(state);
}

std::vector<quant_color16> colors_of(std::size_t count) {
    std::vector<quant_color16> colors;
    for (const Centroid &c : quant::core::seed_wu(scene().histogram, count)) {
        const auto byte = [&](std::size_t d) { return static_cast<std::uint8_t>(c.x[d] / 64); };
        colors.push_back(quant::core::in_16_bits({byte(0), byte(1), byte(2), 255}));
    }
    return colors;
}

// Measures dithering as a whole, with the look-up table that is made anew for each palette. The
// arguments are the number of colors, the space and the number of threads.
void dither(benchmark::State &state, quant_dither method) {
    auto colors = colors_of(static_cast<std::size_t>(state.range(0)));
    quant_options options;
    quant_options_init(&options, sizeof options);
    options.dither = method;
    options.space = static_cast<int>(state.range(1));
    Team team(static_cast<unsigned>(state.range(2)));
    for (auto _ : state)
        quant::core::dither(scene().image, colors, options, team, scene().indices.data());
    state.SetLabel(quant_space_name(options.space));
    per_pixel(state);
}
void floyd_steinberg(benchmark::State &state) { dither(state, QUANT_DITHER_FLOYD_STEINBERG); }
void jarvis(benchmark::State &state) { dither(state, QUANT_DITHER_JARVIS); }
void blue_noise(benchmark::State &state) { dither(state, QUANT_DITHER_BLUE_NOISE); }

// Measures the conversion of pixels to points of a space, for dithering.
void load_points(benchmark::State &state) {
    const DitherSpace space(static_cast<int>(state.range(0)), RgbSpace::srgb(), false);
    std::vector<Point> points(1024);
    for (auto _ : state) {
        for (std::size_t y = 0; y < 1024; ++y) {
            space.load_points(scene().image, y * 1024, 1024, points.data());
            benchmark::DoNotOptimize(points.data());
        }
    }
    per_pixel(state);
}

void make_look_up(benchmark::State &state) {
    const auto seeds =
        quant::core::seed_wu(scene().histogram, static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(NearestColor(seeds, state.range(1) != 0));
}
void make_blue_noise(benchmark::State &state) {
    for (auto _ : state) benchmark::DoNotOptimize(blue_noise_ranks());
}

const auto kMakeCells = [] {
    return make_cells_engine(&scene().image, scene().histogram, nullptr, scene().team,
                             scene().indices.data());
};
const auto kMakeOpenmp = [] {
    return make_openmp_engine(scene().image, scene().team, scene().indices.data());
};

void cells_first(benchmark::State &state) { first_assignment(state, kMakeCells); }
void cells_later(benchmark::State &state) { later_assignments(state, kMakeCells); }
void openmp_later(benchmark::State &state) { later_assignments(state, kMakeOpenmp); }

BENCHMARK(split_keys)->Unit(benchmark::kMicrosecond);
BENCHMARK(count_colors)->Unit(benchmark::kMicrosecond);
BENCHMARK(histogram)->Unit(benchmark::kMicrosecond);
BENCHMARK(seed_wu)->Arg(32)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(cells_first)->Arg(8)->Arg(32)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(cells_later)->Arg(8)->Arg(32)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(openmp_later)->Arg(8)->Arg(32)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(map)->Arg(8)->Arg(32)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(floyd_steinberg)
    ->ArgsProduct({{8, 64, 256}, {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB}, {1, 2}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(jarvis)->Args({64, QUANT_SPACE_SRGB, 1})->Unit(benchmark::kMicrosecond);
BENCHMARK(blue_noise)
    ->ArgsProduct({{8, 32, 256}, {QUANT_SPACE_SRGB}, {1}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(load_points)
    ->Arg(QUANT_SPACE_SRGB)
    ->Arg(QUANT_SPACE_OKLAB)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(make_look_up)->ArgsProduct({{32, 256}, {0, 1}})->Unit(benchmark::kMicrosecond);
BENCHMARK(make_blue_noise)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
