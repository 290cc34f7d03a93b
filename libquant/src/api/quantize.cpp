// Runs the stages in their order. A picture of few colors needs no clustering, unless colors are
// given or fewer colors reach a target.
#include "api/quantize.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/color_source.h"
#include "base/stopwatch.h"
#include "cluster/cluster.h"
#include "cluster/progress.h"
#include "cluster/target_psnr.h"
#include "histogram/visible_colors.h"

namespace quant::core {
namespace {

bool has_target(const quant_options &options) {
    return options.target_psnr > 0 && !options.palette;
}

bool has_given_colors(const quant_options &options) {
    return options.palette || options.keep_size > 0;
}

// Quantizes one source to a palette and, if it has pixels, to indices.
class Quantization {
public:
    // `result` must already have the size of the image and the engine.
    Quantization(ColorSource &source, Team &team, Stopwatch &watch, Quantized &result)
        : source_(source), team_(team), watch_(watch), result_(result) {}

    void run(const quant_options &options) {
        const auto exact =
            has_given_colors(options) ? std::nullopt : source_.exact_palette(options.colors);
        if (!exact) {
            by_clustering(options);
        } else if (!with_fewer(exact->counts.size(), options)) {
            exactly(*exact, options);
        }
        set_figures();
    }

private:
    // Gives each color an entry of its own. If 8 bits are delivered, some colors may have to be
    // rounded, and may then share an entry.
    void exactly(const ExactPalette &exact, const quant_options &options) {
        quant_stats &stats = result_.stats;
        const bool fits = options.palette_bits == 16 || has_8_bit_colors(exact, source_.bits());
        result_.palette = fits ? make_palette(exact, source_.bits())
                               : make_rounded_palette(exact, ColorSpace(options.space));
        stats.unique_colors = exact.counts.size();
        stats.exact = fits ? 1 : 0;
        stats.converged = 1;
        stats.seconds_histogram = watch_.lap();
        report_progress(options, QUANT_STAGE_MAPPING);
        source_.map_exactly(exact, result_.palette);
        stats.seconds_mapping = watch_.lap();
        if (has_target(options))
            stats.target_missed = mse() <= largest_mse(options.target_psnr) ? 0 : 1;
    }

    // Clusters with fewer colors than the exact palette has, if there is a target. Returns whether
    // that reached the target.
    bool with_fewer(std::size_t colors, const quant_options &options) {
        if (!has_target(options) || colors == 1) return false;
        quant_options fewer = options;
        fewer.colors = static_cast<unsigned>(colors - 1);
        const quant_stats before = result_.stats;
        by_clustering(fewer);
        if (result_.stats.target_missed == 0) return true;
        result_.stats = before;
        return false;
    }

    void by_clustering(const quant_options &options) {
        quant_stats &stats = result_.stats;
        const ClusterSource counted = source_.count(options);
        stats.seconds_histogram = watch_.lap();
        const bool is_srgb = counted.space.is_srgb();
        const auto mse_of = [&](Clustered &clustered) {
            if (!is_srgb) {
                source_.map_nearest(clustered, clustered.palette);
                source_.measure(clustered.palette);
            }
            return clustered.palette.error / static_cast<double>(stats.pixels);
        };
        Clustered clustered =
            has_target(options) ? cluster_to_target(counted, options, team_, mse_of, watch_, stats)
                                : cluster(counted, options, team_, watch_, stats);
        result_.palette = std::move(clustered.palette);
        const std::uint64_t before = clustered.engine->evaluations();
        const bool dithered = source_.dither(options, result_.palette);
        if (!dithered) source_.map_nearest(clustered, result_.palette);
        stats.evaluations += clustered.engine->evaluations() - before;
        if (dithered || !is_srgb) source_.measure(result_.palette);
        stats.seconds_mapping = watch_.lap();
    }

    void set_figures() {
        quant_stats &stats = result_.stats;
        stats.colors = static_cast<unsigned>(result_.palette.colors.size());
        stats.threads = std::max(stats.threads, team_.used());
        stats.mse = stats.inertia / static_cast<double>(stats.pixels);
        stats.palette_mse = mse();
    }

    double mse() const { return result_.palette.error / static_cast<double>(result_.stats.pixels); }

    ColorSource &source_;
    Team &team_;
    Stopwatch &watch_;
    Quantized &result_;
};

unsigned allowed_threads(const quant_options &options) {
    return options.threads != 0 ? options.threads : default_threads();
}

Quantized quantize_pixels(const ImageView &image, const quant_options &options, Team &team,
                          Stopwatch &watch) {
    Quantized result;
    result.indices = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels());
    result.stats.width = image.width();
    result.stats.height = image.height();
    result.stats.pixels = image.pixels();
    result.stats.engine = options.engine == QUANT_ENGINE_AUTO
                              ? QUANT_ENGINE_CELLS
                              : static_cast<quant_engine>(options.engine);
    ImageSource source(image, team, result.indices.get());
    Quantization(source, team, watch, result).run(options);
    return result;
}

}  // namespace

Quantized quantize(const quant_image &source, const quant_options &options) {
    report_progress(options, QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    const ImageView image(source);
    // The engine `sequential` is a baseline; therefore its histogram uses one thread too.
    Team team(options.engine == QUANT_ENGINE_SEQUENTIAL ? 1 : allowed_threads(options));
    if (options.keep_alpha == 0 || !image.has_alpha())
        return quantize_pixels(image, options, team, watch);
    const VisibleColors visible(image, options, team);
    return quantize_pixels(ImageView(visible.image()), visible.options(), team, watch);
}

Quantized quantize(const ColorTally &tally, const quant_options &options) {
    report_progress(options, QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    Quantized result;
    result.stats.pixels = tally.pixels();
    result.stats.engine = QUANT_ENGINE_CELLS;
    Team team(allowed_threads(options));
    TallySource source(tally, team);
    Quantization(source, team, watch, result).run(options);
    return result;
}

}  // namespace quant::core
