// Runs the stages in their order. A picture of few colors needs no clustering, unless colors are
// given or fewer colors reach a target.
#include "api/quantize.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/color_source.h"
#include "api/estimate.h"
#include "base/stopwatch.h"
#include "cluster/cluster.h"
#include "cluster/target_psnr.h"
#include "color/color_space.h"
#include "histogram/visible_colors.h"
#include "map/drawn_tiles.h"

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
    Quantization(ColorSource &source, Team &team, Progress &progress, Stopwatch &watch,
                 Quantized &result)
        : source_(source), team_(team), progress_(progress), watch_(watch), result_(result) {}

    void run(const quant_options &options) {
        const auto exact = exact_palette(options);
        const Part part(progress_, kLooking, 1);
        if (!exact) {
            by_clustering(options);
        } else if (!with_fewer(exact->counts.size(), options)) {
            exactly(*exact, options);
        }
        set_figures();
    }

private:
    using Part = Progress::Part;

    // The part of the time that the look for few colors takes. It mostly ends at once.
    static constexpr double kLooking = 0.02;

    std::optional<ExactPalette> exact_palette(const quant_options &options) {
        const Part part(progress_, 0, kLooking);
        if (has_given_colors(options)) return std::nullopt;
        return source_.exact_palette(options.colors);
    }

    // Gives each color an entry of its own. If 8 bits are delivered, some colors may have to be
    // rounded, and may then share an entry.
    void exactly(const ExactPalette &exact, const quant_options &options) {
        quant_stats &stats = result_.stats;
        const bool fits = options.palette_bits == 16 || has_8_bit_colors(exact, source_.bits());
        result_.palette =
            fits ? make_palette(exact, source_.bits())
                 : make_rounded_palette(exact, ColorSpace(options.space, source_.rgb()));
        stats.unique_colors = exact.counts.size();
        stats.exact = fits ? 1 : 0;
        stats.converged = 1;
        stats.seconds_histogram = watch_.lap();
        progress_.begin(QUANT_STAGE_MAPPING);
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
        const Part part(progress_, 0, 0.9);
        by_clustering(fewer);
        if (result_.stats.target_missed == 0) return true;
        result_.stats = before;
        return false;
    }

    void by_clustering(const quant_options &options) {
        quant_stats &stats = result_.stats;
        const Estimate times =
            estimate({stats.pixels, source_.has_few_values()}, options, stats.engine);
        const ClusterSource counted = count(options, times);
        stats.seconds_histogram = watch_.lap();
        const bool is_srgb = counted.space.is_srgb();
        const auto mse_of = [&](Clustered &clustered) {
            if (!is_srgb) {
                source_.map_nearest(clustered, clustered.palette);
                source_.measure(clustered.palette);
            }
            return clustered.palette.error / static_cast<double>(stats.pixels);
        };
        Clustered clustered = [&] {
            const Part part(progress_, times.counting, times.counting + times.choosing);
            return has_target(options) ? cluster_to_target(counted, options, team_, mse_of,
                                                           progress_, watch_, stats)
                                       : cluster(counted, options, team_, progress_, watch_, stats);
        }();
        result_.palette = std::move(clustered.palette);
        const std::uint64_t counted_pixels = counted.histogram.total().n;
        const bool is_sampled = counted_pixels != stats.pixels;
        if (is_sampled)
            stats.inertia *=
                static_cast<double>(stats.pixels) / static_cast<double>(counted_pixels);
        const std::uint64_t before = clustered.engine->evaluations();
        const Part part(progress_, times.counting + times.choosing, 1);
        const bool dithered = map(clustered, options);
        stats.dithered = dithered ? 1 : 0;
        stats.evaluations += clustered.engine->evaluations() - before;
        // To free the memory of very many pixels takes long.
        clustered.engine.reset();
        team_.is_stopped();
        if (dithered || !is_srgb || is_sampled) source_.measure(result_.palette);
        stats.seconds_mapping = watch_.lap();
    }

    ClusterSource count(const quant_options &options, const Estimate &times) {
        const Part part(progress_, 0, times.counting);
        return source_.count(options, progress_);
    }

    // Returns whether it has dithered. What is left of the mapping is its measurement.
    bool map(Clustered &clustered, const quant_options &options) {
        const Part part(progress_, 0, 0.85);
        const bool dithered = source_.dither(options, result_.palette);
        if (!dithered) source_.map_nearest(clustered, result_.palette);
        return dithered;
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
    Progress &progress_;
    Stopwatch &watch_;
    Quantized &result_;
};

// The engine `sequential` is a baseline; therefore its histogram uses one thread too.
unsigned allowed_threads(const quant_options &options) {
    if (options.engine == QUANT_ENGINE_SEQUENTIAL) return 1;
    return options.threads != 0 ? options.threads : default_threads();
}

Team::Size team_size(const quant_options &options) {
    return options.exact_threads != 0 ? Team::Size::exactly : Team::Size::up_to;
}

// Returns whether only a sample of the pixels is counted. Among few pixels that are translucent, a
// sample could miss those that are fully transparent, which must have an entry of their own.
bool is_sampled(const ImageView &image, const quant_options &options, quant_engine engine) {
    return options.sample > 0 && image.pixels() > options.sample && !image.has_alpha() &&
           options.space == QUANT_SPACE_SRGB && engine == QUANT_ENGINE_CELLS &&
           !options.importance && !options.palette && !has_target(options);
}

// A picture of more pixels is worth threads.
inline constexpr std::size_t kFewPixels = std::size_t{1} << 16;

// Returns whether starting threads would take longer than they save. It takes 0.2 ms and more.
bool is_brief(const ImageView &image, const quant_options &options, quant_engine engine) {
    constexpr double kBrief = 3e-3;  // seconds
    return engine == QUANT_ENGINE_CELLS && image.pixels() <= kFewPixels &&
           estimate({image.pixels(), image.is_rgb8()}, options, engine).seconds < kBrief;
}

// A picture all of whose parts are drawn is not dithered, and then nothing makes up for the grays
// that kVividSpace gives up for hues.
int space_for(const ImageView &image, const quant_options &options, Team &team) {
    const bool is_plain = options.space == kVividSpace && is_all_drawn(image, team);
    return is_plain ? QUANT_SPACE_OKLAB : options.space;
}

Quantized quantize_pixels(const ImageView &image, quant_options options, Team &team,
                          Progress &progress, Stopwatch &watch) {
    Quantized result;
    options.space = space_for(image, options, team);
    result.indices = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels());
    result.stats.width = image.width();
    result.stats.height = image.height();
    result.stats.pixels = image.pixels();
    result.stats.engine = options.engine == QUANT_ENGINE_AUTO
                              ? QUANT_ENGINE_CELLS
                              : static_cast<quant_engine>(options.engine);
    team.set_brief(is_brief(image, options, result.stats.engine));
    const auto run = [&](ColorSource &&source) {
        Quantization(source, team, progress, watch, result).run(options);
    };
    if (is_sampled(image, options, result.stats.engine)) {
        run(SampledSource(image, options.sample, team, result.indices.get()));
    } else {
        run(ImageSource(image, team, result.indices.get()));
    }
    return result;
}

}  // namespace

Quantized quantize(const quant_image &source, const RgbSpace &rgb, const quant_options &options,
                   Progress &progress) {
    progress.begin(QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    Team team(allowed_threads(options), progress.checks(), team_size(options));
    team.set_brief(source.width * source.height <= kFewPixels);
    // The part of the time that preparing an image with an alpha channel takes.
    const double preparing = source.channels % 2 != 0 ? 0 : 0.02;
    std::optional<Progress::Part> part(std::in_place, progress, 0, preparing);
    const ImageView image(source, &team, rgb);
    std::optional<VisibleColors> visible;
    if (options.keep_alpha != 0 && image.has_alpha()) visible.emplace(image, options, team);
    part.emplace(progress, preparing, 1);
    return visible ? quantize_pixels(ImageView(visible->image(), nullptr, rgb), visible->options(),
                                     team, progress, watch)
                   : quantize_pixels(image, options, team, progress, watch);
}

Quantized quantize(const ColorTally &tally, const RgbSpace &rgb, const quant_options &options,
                   Progress &progress) {
    progress.begin(QUANT_STAGE_HISTOGRAM);
    Stopwatch watch;
    Quantized result;
    result.stats.pixels = tally.pixels();
    result.stats.engine = QUANT_ENGINE_CELLS;
    Team team(allowed_threads(options), progress.checks(), team_size(options));
    // Before they are counted, the colors of all images are brought together.
    std::optional<Progress::Part> part(std::in_place, progress, 0, 0.1);
    TallySource source(tally, rgb, team);
    part.emplace(progress, 0.1, 1);
    Quantization(source, team, progress, watch, result).run(options);
    return result;
}

}  // namespace quant::core
