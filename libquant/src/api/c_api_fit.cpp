// The C interface of fits, which move a palette that many images share.
#include <quant/quant.h>

#include <cstdint>
#include <memory>

#include "api/c_api.h"
#include "base/parallel.h"
#include "map/drawn_tiles.h"
#include "map/fit_palette.h"

struct quant_fit {
    quant::core::PaletteFit palette;
    std::uint64_t pixels;  // of the images of this round
};

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
        *fit = new quant_fit{
            quant::core::PaletteFit({palette, palette_size}, quant::core::fit_rules_of(known)), 0};
    });
}

void quant_fit_free(quant_fit *fit) { delete fit; }

quant_status quant_fit_add(quant_fit *fit, const quant_image *image, const quant_options *options,
                           quant_error *error) {
    using quant::core::fail;
    if (error) *error = {};
    if (!fit) return fail(error, QUANT_INVALID_ARGUMENT, "fit is null");
    if (!image) return fail(error, QUANT_INVALID_ARGUMENT, "image is null");
    quant_options known{};
    if (const auto status = quant::core::take_options(options, known, error)) return status;
    if (const auto status = quant::core::check_image(*image, known.max_pixels, error))
        return status;
    const std::uint64_t pixels = image->width * image->height;
    if (const auto status = quant::core::check_room(fit->pixels, pixels, error)) return status;
    return quant::core::guarded(error, [&] {
        quant::core::Progress progress(known);
        progress.begin(QUANT_STAGE_MAPPING);
        quant::core::Team team(known.threads != 0 ? known.threads : quant::core::default_threads(),
                               progress.checks());
        const quant::core::ImageView view(*image, &team);
        const quant::core::DrawnTiles drawn(view, team);
        if (!drawn.are_all()) {
            const auto indices = std::make_unique_for_overwrite<std::uint8_t[]>(view.pixels());
            fit->palette.add(view, {&drawn}, team, indices.get());
        }
        fit->pixels += pixels;
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
