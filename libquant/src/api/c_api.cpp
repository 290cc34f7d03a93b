// The C interface of images: checks every argument, and turns exceptions into statuses.
#include <quant/quant.h>

#include <algorithm>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <limits>

#include "api/c_api.h"
#include "base/parallel.h"
#include "histogram/visible_colors.h"
#include "histogram/weights.h"
#include "map/dither.h"
#include "simd/kernels.h"

namespace {

using quant::core::ImportanceMap;

using quant::core::fail;

// Checks the map of importance of an image that has passed check_image(). Throws Canceled.
quant_status check_importance(const quant_image &image, const quant_options &options,
                              quant::core::Progress &progress, quant_error *error) {
    if (!options.importance) return QUANT_OK;
    const auto bits = static_cast<std::size_t>(options.importance_stride_bytes);
    const std::size_t stride = options.importance_stride_bytes < 0 ? std::size_t{0} - bits : bits;
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
    if (image.height > 1 && (stride < image.width || stride > most / image.height))
        return fail(error, QUANT_INVALID_ARGUMENT,
                    "importance_stride_bytes is %td, but a row has %zu bytes",
                    options.importance_stride_bytes, image.width);
    const ImportanceMap map{options.importance, options.importance_stride_bytes, image.width,
                            image.height};
    quant::core::Team alone(1, progress.checks());
    const quant::core::Progress::Part part(progress, 0, 0);
    if (map.divisor(&alone) == 0)
        return fail(error, QUANT_INVALID_ARGUMENT, "importance is 0 everywhere");
    if (quant::core::only_hidden_pixels_count(image, options, alone))
        return fail(error, QUANT_INVALID_ARGUMENT, "importance is 0 wherever a pixel is visible");
    return QUANT_OK;
}

}  // namespace

namespace quant::core {

quant_status fail(quant_error *error, quant_status status, const char *format, ...) {
    if (error) {
        error->status = status;
        std::va_list arguments;
        va_start(arguments, format);
        std::vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

namespace {

// Returns the number of bytes of a row, or 0 if it does not fit in ptrdiff_t.
std::size_t row_bytes(const quant_image &image) {
    const std::size_t pixel_bytes = image.channels * (image.bits / 8);
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
    return image.width <= most / pixel_bytes ? image.width * pixel_bytes : 0;
}

}  // namespace

quant_status check_image(const quant_image &image, std::uint64_t max_pixels, quant_error *error) {
    if (image.channels < 1 || image.channels > 4)
        return fail(error, QUANT_INVALID_ARGUMENT, "channels is %u, must be 1 to 4",
                    image.channels);
    if (image.bits != 8 && image.bits != 16)
        return fail(error, QUANT_INVALID_ARGUMENT, "bits is %u, must be 8 or 16", image.bits);
    if (!image.pixels) return fail(error, QUANT_INVALID_ARGUMENT, "pixels is null");
    if (image.width == 0 || image.height == 0)
        return fail(error, QUANT_INVALID_ARGUMENT, "the image is empty (%zu x %zu pixels)",
                    image.width, image.height);
    if (image.width > max_pixels / image.height)
        return fail(error, QUANT_LIMIT_EXCEEDED,
                    "the image has %zu x %zu pixels, the limit is %llu in all", image.width,
                    image.height, static_cast<unsigned long long>(max_pixels));
    const std::size_t least = row_bytes(image);
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
    // The absolute value is computed in unsigned arithmetic, because the most negative stride has
    // no negation in its own type.
    const auto bits = static_cast<std::size_t>(image.stride_bytes);
    const std::size_t stride = image.stride_bytes < 0 ? std::size_t{0} - bits : bits;
    if (least == 0 || (image.height > 1 && stride > most / image.height))
        return fail(error, QUANT_LIMIT_EXCEEDED, "the image does not fit in the address space");
    if (image.height > 1 && stride < least)
        return fail(error, QUANT_INVALID_ARGUMENT, "stride_bytes is %td, but a row has %zu bytes",
                    image.stride_bytes, least);
    return QUANT_OK;
}

quant_status check_room(std::uint64_t before, std::uint64_t pixels, quant_error *error) {
    constexpr std::uint64_t most = Histogram::kMostPixels;
    if (pixels <= most - before) return QUANT_OK;
    const unsigned long long together = before + pixels;
    return fail(error, QUANT_LIMIT_EXCEEDED,
                "the images have %llu pixels together, the limit is %llu", together,
                static_cast<unsigned long long>(most));
}

quant_status take_image(const quant_image *image, const quant_options *options,
                        std::uint64_t before, quant_options &known, quant_error *error) {
    if (!image) return fail(error, QUANT_INVALID_ARGUMENT, "image is null");
    if (const auto status = take_options(options, known, error)) return status;
    if (const auto status = check_image(*image, known.max_pixels, error)) return status;
    return check_room(before, image->width * image->height, error);
}

}  // namespace quant::core

extern "C" {

const char *quant_status_name(int status) {
    switch (status) {
        case QUANT_OK: return "ok";
        case QUANT_INVALID_ARGUMENT: return "invalid argument";
        case QUANT_LIMIT_EXCEEDED: return "limit exceeded";
        case QUANT_OUT_OF_MEMORY: return "out of memory";
        case QUANT_CANCELED: return "canceled";
        case QUANT_INTERNAL_ERROR: return "internal error";
    }
    return "unknown status";
}

quant_status quant_quantize(const quant_image *image, const quant_options *options,
                            quant_result **result, quant_error *error) {
    if (error) *error = {};
    if (!result) return fail(error, QUANT_INVALID_ARGUMENT, "result is null");
    *result = nullptr;
    quant_options known{};
    if (const auto status = quant::core::take_image(image, options, 0, known, error)) return status;
    quant_status checked = QUANT_OK;
    const auto status = quant::core::guarded(error, [&] {
        const auto rgb = quant::core::rgb_space_of(known);
        quant::core::Progress progress(known);
        checked = check_importance(*image, known, progress, error);
        if (checked == QUANT_OK)
            *result = new quant_result{quant::core::quantize(*image, *rgb, known, progress)};
    });
    return status == QUANT_OK ? checked : status;
}

quant_status quant_check_icc_profile(const void *profile, size_t size, int *is_srgb,
                                     quant_error *error) {
    if (error) *error = {};
    if (is_srgb) *is_srgb = 0;
    if (!profile) return fail(error, QUANT_INVALID_ARGUMENT, "profile is null");
    return quant::core::guarded(error, [&] {
        const auto rgb =
            quant::core::RgbSpace::of_profile({static_cast<const std::byte *>(profile), size});
        if (is_srgb) *is_srgb = rgb.get() == &quant::core::RgbSpace::srgb() ? 1 : 0;
    });
}

int quant_uses_icc_profile(const quant_options *options) {
    quant_options known;
    if (quant::core::take_options(options, known, nullptr) != QUANT_OK) return 0;
    const bool dithers =
        quant::core::is_dithered(known) && quant::core::dither_space_of(known) != QUANT_SPACE_SRGB;
    return known.space != QUANT_SPACE_SRGB || dithers ? 1 : 0;
}

void quant_result_free(quant_result *result) { delete result; }

const quant_stats *quant_result_stats(const quant_result *result) {
    return result ? &result->value.stats : nullptr;
}
const quant_color *quant_result_palette(const quant_result *result) {
    return result ? result->value.palette.colors.data() : nullptr;
}
const quant_color16 *quant_result_palette16(const quant_result *result) {
    return result ? result->value.palette.colors16.data() : nullptr;
}
const uint64_t *quant_result_counts(const quant_result *result) {
    return result ? result->value.palette.counts.data() : nullptr;
}
const uint8_t *quant_result_indices(const quant_result *result) {
    return result ? result->value.indices.get() : nullptr;
}

#define QUANT_STRING_OF(x) #x
#define QUANT_STRING(x) QUANT_STRING_OF(x)
const char *quant_version(void) {
    return QUANT_STRING(QUANT_VERSION_MAJOR) "." QUANT_STRING(QUANT_VERSION_MINOR) "." QUANT_STRING(
        QUANT_VERSION_PATCH);
}

unsigned quant_default_threads(void) { return quant::core::default_threads(); }

const char *quant_isa(void) {
    return quant::core::unknown_isa() ? "none" : quant::core::kernels().name;
}

const char *quant_isa_available(size_t index) {
    const quant::core::Kernels *kernels = quant::core::available_kernels(index);
    return kernels ? kernels->name : nullptr;
}

quant_status quant_set_isa(const char *name) {
    return quant::core::select_isa(name) ? QUANT_OK : QUANT_INVALID_ARGUMENT;
}

}  // extern "C"
