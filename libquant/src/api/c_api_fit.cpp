// The C interface of fits, which move a palette that many images share.
#include <quant/quant.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "api/c_api.h"
#include "base/parallel.h"
#include "histogram/visible_colors.h"
#include "map/drawn_tiles.h"
#include "map/fit_palette.h"

struct quant_fit {
    std::shared_ptr<const quant::core::RgbSpace> rgb;
    quant::core::PaletteFit palette;  // refers to it
    std::uint64_t pixels;             // of the images of this round
};

namespace {

// Adds an image whose pixels count by the importance of the options.
void add(quant_fit &fit, const quant::core::ImageView &image, const quant_options &options,
         quant::core::Team &team, quant::core::Progress &progress) {
    std::optional<quant::core::Progress::Part> part(std::in_place, progress, 0, 0.2);
    const quant::core::DrawnTiles drawn(image, team);
    part.emplace(progress, 0.2, 0.3);
    const quant::core::FitSource source(image, drawn, options, fit.palette.rules(), team);
    part.emplace(progress, 0.3, 1);
    const auto indices = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels());
    fit.palette.add(image, source.pixels(), team, indices.get());
}

}  // namespace

static_assert(QUANT_FIT_ROUNDS == quant::core::PaletteFit::kRounds);

extern "C" {

quant_status quant_fit_new(const quant_color16 *palette, size_t palette_size,
                           const quant_options *options, quant_fit **fit, quant_error *error) {
    using quant::core::fail;
    if (error) *error = {};
    if (!fit) return fail(error, QUANT_INVALID_ARGUMENT, "fit is null");
    *fit = nullptr;
    if (!palette) return fail(error, QUANT_INVALID_ARGUMENT, "palette is null");
    if (palette_size < 1 || palette_size > QUANT_MAX_COLORS)
        return fail(error, QUANT_INVALID_ARGUMENT, "palette_size is %zu, must be 1 to %d",
                    palette_size, QUANT_MAX_COLORS);
    quant_options known{};
    if (const auto status = quant::core::take_options(options, known, error)) return status;
    return quant::core::guarded(error, [&] {
        const auto rgb = quant::core::rgb_space_of(known);
        *fit = new quant_fit{
            rgb,
            quant::core::PaletteFit({palette, palette_size}, {known.keep, known.keep_size},
                                    quant::core::fit_rules_of(known, *rgb)),
            0};
    });
}

void quant_fit_free(quant_fit *fit) { delete fit; }

quant_status quant_fit_add(quant_fit *fit, const quant_image *image, const quant_options *options,
                           quant_error *error) {
    if (error) *error = {};
    if (!fit) return quant::core::fail(error, QUANT_INVALID_ARGUMENT, "fit is null");
    quant_options known{};
    if (const auto status = quant::core::take_image(image, options, fit->pixels, known, error))
        return status;
    return quant::core::guarded(error, [&] {
        quant::core::rgb_space_of(known);  // has no effect, but must be valid
        quant::core::Progress progress(known);
        progress.begin(QUANT_STAGE_MAPPING);
        quant::core::Team team(known.threads != 0 ? known.threads : quant::core::default_threads(),
                               progress.checks());
        known.importance = nullptr;
        std::optional<quant::core::Progress::Part> part(std::in_place, progress, 0, 0.05);
        const quant::core::ImageView view(*image, &team);
        part.emplace(progress, 0.05, 0.1);
        std::optional<quant::core::VisibleColors> visible;
        if (known.keep_alpha != 0 && view.has_alpha()) visible.emplace(view, known, team);
        part.emplace(progress, 0.1, 1);
        if (visible) {
            add(*fit, quant::core::ImageView(visible->image()), visible->options(), team, progress);
        } else {
            add(*fit, view, known, team, progress);
        }
        fit->pixels += image->width * image->height;
    });
}

quant_status quant_fit_end_round(quant_fit *fit, quant_error *error) {
    if (error) *error = {};
    if (!fit) return quant::core::fail(error, QUANT_INVALID_ARGUMENT, "fit is null");
    return quant::core::guarded(error, [&] {
        fit->palette.end_round();
        fit->pixels = 0;
    });
}

const quant_color16 *quant_fit_palette16(const quant_fit *fit) {
    return fit ? fit->palette.colors().data() : nullptr;
}

}  // extern "C"
