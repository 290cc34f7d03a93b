#include "api/quantize.h"

#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "cluster/cluster.h"
#include "cluster/steps.h"
#include "cluster/target.h"
#include "cluster/written.h"
#include "histogram/converted_colors.h"
#include "histogram/exact_palette.h"
#include "histogram/histogram.h"
#include "histogram/visible_colors.h"
#include "histogram/weights.h"
#include "map/dither.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

quant_engine chosen_engine(int engine) {
    return engine == QUANT_ENGINE_AUTO ? QUANT_ENGINE_CELLS : static_cast<quant_engine>(engine);
}

bool has_target(const quant_options &options) {
    return options.target_psnr > 0 && !options.palette;
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
    std::optional<Histogram> weights;
    if (is_weighted(options)) weights.emplace(weighted(histogram, &working, options, threads));
    stats.seconds_histogram = watch.lap();

    const ConvertedColors *colors = converted ? &*converted : nullptr;
    std::uint8_t *indices = result.indices.get();
    const ClusterSource source{histogram, working.space(), &working,
                               colors,    indices,         weights ? &*weights : nullptr};
    const auto mse_of = [&](Clustered &clustered) {
        if (!working.space().is_srgb()) {
            clustered.engine->map(clustered.palette.order);
            measure_written(image, indices, threads, clustered.palette);
        }
        return clustered.palette.palette_error / static_cast<double>(image.pixels());
    };
    Clustered clustered = has_target(options)
                              ? cluster_to_target(source, options, threads, mse_of, watch, stats)
                              : cluster(source, options, threads, watch, stats);
    result.palette = std::move(clustered.palette);
    if (is_dithered(options)) {
        dither(image, result.palette.colors, options, threads, indices);
    } else {
        const std::uint64_t before = clustered.engine->evaluations();
        clustered.engine->map(result.palette.order);
        stats.evaluations += clustered.engine->evaluations() - before;
    }
    // What is written is judged in sRGB always.
    if (is_dithered(options) || !working.space().is_srgb())
        measure_written(image, indices, threads, result.palette);
    stats.seconds_mapping = watch.lap();
}

// Whether fewer colors than an exact palette has reach the target, if there is one.
template <typename Cluster>
bool quantize_with_fewer(std::size_t colors, const quant_options &options, Quantized &result,
                         Cluster &&quantize_by_clustering) {
    if (!has_target(options) || colors == 1) return false;
    quant_options fewer = options;
    fewer.colors = static_cast<unsigned>(colors - 1);
    const quant_stats before = result.stats;
    quantize_by_clustering(fewer);
    if (result.stats.target_missed == 0) return true;
    result.stats = before;
    return false;
}

void set_palette_figures(const quant_options &options, Quantized &result) {
    const auto pixels = static_cast<double>(result.stats.pixels);
    result.stats.colors = static_cast<unsigned>(result.palette.colors.size());
    result.stats.mse = result.stats.inertia / pixels;
    result.stats.palette_mse = result.palette.palette_error / pixels;
    result.stats.palette16_mse = result.palette.palette16_error / pixels;
    if (has_target(options) && result.stats.exact != 0)  // 16 bits may be exact, but not in 8
        result.stats.target_missed =
            result.stats.palette_mse <= largest_mse(options.target_psnr) ? 0 : 1;
}

ExactPalette exact_palette(std::span<const CountedColor> colors) {
    ExactPalette exact;
    for (const CountedColor &color : colors) {
        exact.table.insert(color.color, colors.size());
        exact.counts.push_back(color.count);
    }
    return exact;
}

// What is written is judged in sRGB always, whatever the space of the clustering.
void measure_clustered(std::span<const CountedColor> colors, const ColorSpace &space,
                       const Clustered &clustered, Palette &palette) {
    const CentroidTable table(clustered.centroids);
    std::vector<std::uint8_t> indices(colors.size());
    for_each_color_block(
        colors, [&](std::size_t first, const std::uint64_t *block, std::size_t count) {
            std::array<Point, kColorBlock> points;
            space.convert(block, count, 16, has_alpha(colors), points.data());
            kernels().assign(points.data(), count, table, &indices[first], nullptr);
        });
    for (std::uint8_t &index : indices) index = palette.order[index];
    measure_written(colors, indices.data(), palette);
}

void quantize_by_clustering(std::span<const CountedColor> colors, const quant_options &options,
                            Stopwatch &watch, Quantized &result) {
    const unsigned threads = options.threads != 0 ? options.threads : default_threads();
    const ColorSpace space(options.space);
    const Histogram histogram = histogram_of(colors, space);
    std::optional<Histogram> weights;
    if (is_weighted(options)) weights.emplace(weighted(histogram, nullptr, options, threads));
    result.stats.seconds_histogram = watch.lap();
    ClusterSource source{histogram, space};
    source.weighted = weights ? &*weights : nullptr;
    const auto mse_of = [&](Clustered &clustered) {
        if (!space.is_srgb()) measure_clustered(colors, space, clustered, clustered.palette);
        return clustered.palette.palette_error / static_cast<double>(result.stats.pixels);
    };
    Clustered clustered =
        has_target(options)
            ? cluster_to_target(source, options, threads, mse_of, watch, result.stats)
            : cluster(source, options, threads, watch, result.stats);
    result.palette = std::move(clustered.palette);
    if (!space.is_srgb()) measure_clustered(colors, space, clustered, result.palette);
    result.stats.seconds_mapping = watch.lap();
}

// Alpha is part of the colors, where there is some.
Quantized quantize_as_it_is(const ImageView &image, const quant_options &options, unsigned threads,
                            Stopwatch &watch) {
    Quantized result;
    result.indices = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels());
    result.stats.width = image.width();
    result.stats.height = image.height();
    result.stats.pixels = image.pixels();
    result.stats.engine = chosen_engine(options.engine);
    const bool is_given = options.palette || options.keep_size > 0;
    const auto exact = is_given ? std::nullopt : find_exact_palette(image, options.colors);
    const auto by_clustering = [&](const quant_options &with) {
        quantize_by_clustering(image, with, threads, watch, result);
    };
    if (!exact) {
        by_clustering(options);
    } else if (!quantize_with_fewer(exact->counts.size(), options, result, by_clustering)) {
        quantize_exactly(image, *exact, options, threads, watch, result);
    }
    set_palette_figures(options, result);
    return result;
}

}  // namespace

Quantized quantize(const quant_image &source, const quant_options &options) {
    report(options, QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    const ImageView image(source);
    const unsigned allowed = options.threads != 0 ? options.threads : default_threads();
    // All that the sequential engine is the baseline of, its histogram included, is sequential.
    const unsigned threads = options.engine == QUANT_ENGINE_SEQUENTIAL ? 1 : allowed;
    if (options.keep_alpha == 0 || !image.has_alpha())
        return quantize_as_it_is(image, options, threads, watch);
    const VisibleColors visible(image, options, threads);
    return quantize_as_it_is(ImageView(visible.image()), visible.options(), threads, watch);
}

Quantized quantize(const ColorTally &tally, const quant_options &options) {
    report(options, QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    const std::vector<CountedColor> colors = tally.colors();
    Quantized result;
    result.stats.pixels = tally.pixels();
    result.stats.engine = QUANT_ENGINE_CELLS;
    const bool is_given = options.palette || options.keep_size > 0;
    const auto by_clustering = [&](const quant_options &with) {
        quantize_by_clustering(colors, with, watch, result);
    };
    if (is_given || colors.size() > options.colors) {
        by_clustering(options);
    } else if (!quantize_with_fewer(colors.size(), options, result, by_clustering)) {
        result.palette = make_palette(exact_palette(colors), 16);
        result.stats.unique_colors = result.palette.colors.size();
        result.stats.exact = 1;
        result.stats.threads = 1;
        result.stats.converged = 1;
        result.stats.seconds_histogram = watch.lap();
    }
    set_palette_figures(options, result);
    return result;
}

}  // namespace quant::core
