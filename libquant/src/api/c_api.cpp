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
#include "simd/kernels.h"

namespace {

using quant::core::ImportanceMap;

constexpr unsigned kMostThreads = 1024;
constexpr unsigned kMostIterations = 1000000;
constexpr std::uint64_t kMostPixels = std::numeric_limits<std::uint32_t>::max();

using quant::core::fail;

constexpr const char *kEngines[] = {"auto", "sequential", "openmp", "cells"};
constexpr const char *kSeedings[] = {"random", "wu", "kmeans++", "maximin"};
constexpr const char *kSearches[] = {"none", "quick", "standard", "thorough"};
constexpr const char *kEmpties[] = {"zero", "keep", "farthest", "split"};
constexpr const char *kSpaces[] = {"srgb", "linear", "oklab", "lab"};
constexpr const char *kDithers[] = {"none", "floyd-steinberg", "blue-noise", "bayer"};
constexpr const char *kPresets[] = {"paper", "fast", "balanced", "best", "instant"};

// The size of the struct of the first version. Later fields that a caller does not have get their
// defaults.
constexpr std::size_t kFirstOptions = offsetof(quant_options, user_data) + sizeof(void *);

// No version will have a larger struct. A larger size is garbage.
constexpr std::size_t kMostOptions = 4096;

template <std::size_t N>
const char *name_in(const char *const (&names)[N], int index) {
    return index >= 0 && static_cast<std::size_t>(index) < N ? names[index] : nullptr;
}

template <std::size_t N>
int value_in(const char *const (&names)[N], const char *name) {
    for (std::size_t i = 0; name && i < N; ++i)
        if (std::strcmp(names[i], name) == 0) return static_cast<int>(i);
    return -1;
}

quant_status check_weights(const quant_options &options, quant_error *error) {
    if (!(options.protect >= 0 && options.protect <= 1))
        return fail(error, QUANT_INVALID_ARGUMENT, "protect is %g, must be 0 to 1",
                    options.protect);
    const bool pixel_engine =
        options.engine == QUANT_ENGINE_SEQUENTIAL || options.engine == QUANT_ENGINE_OPENMP;
    if (pixel_engine && quant::core::is_weighted(options))
        return fail(error, QUANT_INVALID_ARGUMENT,
                    "the engine %s counts every pixel once: no protect, no importance",
                    quant_engine_name(options.engine));
    if (options.keep_alpha != 0 && options.keep_alpha != 1)
        return fail(error, QUANT_INVALID_ARGUMENT, "keep_alpha is %d, must be 0 or 1",
                    options.keep_alpha);
    // With a given palette, nothing is weighted.
    if (pixel_engine && options.keep_alpha != 0 && !options.palette)
        return fail(error, QUANT_INVALID_ARGUMENT,
                    "the engine %s counts every pixel once: no keep_alpha",
                    quant_engine_name(options.engine));
    return QUANT_OK;
}

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

quant_status check_given_colors(const quant_options &options, quant_error *error) {
    if (!options.palette && options.palette_size > 0)
        return fail(error, QUANT_INVALID_ARGUMENT, "palette is null, but palette_size is %zu",
                    options.palette_size);
    if (!options.keep && options.keep_size > 0)
        return fail(error, QUANT_INVALID_ARGUMENT, "keep is null, but keep_size is %zu",
                    options.keep_size);
    if (options.palette && (options.palette_size < 1 || options.palette_size > QUANT_MAX_COLORS))
        return fail(error, QUANT_INVALID_ARGUMENT, "palette_size is %zu, must be 1 to %d",
                    options.palette_size, QUANT_MAX_COLORS);
    if (options.keep && options.palette)
        return fail(error, QUANT_INVALID_ARGUMENT, "keep and palette exclude each other");
    if (options.keep && options.keep_size > options.colors)
        return fail(error, QUANT_INVALID_ARGUMENT, "keep_size is %zu, must be 0 to colors, %u",
                    options.keep_size, options.colors);
    return QUANT_OK;
}

quant_status check_options(const quant_options &options, quant_error *error) {
    if (options.colors < 1 || options.colors > QUANT_MAX_COLORS)
        return fail(error, QUANT_INVALID_ARGUMENT, "colors is %u, must be 1 to %d", options.colors,
                    QUANT_MAX_COLORS);
    if (!quant_engine_name(options.engine))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no engine %d", options.engine);
    if (!quant_seeding_name(options.seeding))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no seeding %d", options.seeding);
    if (!quant_search_name(options.search))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no search %d", options.search);
    if (!quant_empty_name(options.empty))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no empty-cluster policy %d",
                    options.empty);
    if (!quant_space_name(options.space))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no color space %d", options.space);
    if (options.max_iterations > kMostIterations)
        return fail(error, QUANT_INVALID_ARGUMENT, "max_iterations is %u, must be 0 to %u",
                    options.max_iterations, kMostIterations);
    if (!(options.tolerance >= 0 && options.tolerance <= 1000))
        return fail(error, QUANT_INVALID_ARGUMENT, "tolerance is %g, must be 0 to 1000",
                    options.tolerance);
    if (!(options.inertia_tolerance >= 0 && options.inertia_tolerance <= 1))
        return fail(error, QUANT_INVALID_ARGUMENT, "inertia_tolerance is %g, must be 0 to 1",
                    options.inertia_tolerance);
    if (const quant_status status = check_given_colors(options, error)) return status;
    if (const quant_status status = check_weights(options, error)) return status;
    if (!(options.target_psnr >= 0 && options.target_psnr <= 200))
        return fail(error, QUANT_INVALID_ARGUMENT, "target_psnr is %g, must be 0 to 200",
                    options.target_psnr);
    if (options.threads > kMostThreads)
        return fail(error, QUANT_INVALID_ARGUMENT, "threads is %u, must be 0 to %u",
                    options.threads, kMostThreads);
    if (options.max_pixels < 1 || options.max_pixels > kMostPixels)
        return fail(error, QUANT_INVALID_ARGUMENT, "max_pixels is %llu, must be 1 to %llu",
                    static_cast<unsigned long long>(options.max_pixels),
                    static_cast<unsigned long long>(kMostPixels));
    if (!quant_dither_name(options.dither))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no dithering %d", options.dither);
    if (options.palette_bits != 8 && options.palette_bits != 16)
        return fail(error, QUANT_INVALID_ARGUMENT, "palette_bits is %u, must be 8 or 16",
                    options.palette_bits);
    if (options.solve_lines != 0 && options.solve_lines != 1)
        return fail(error, QUANT_INVALID_ARGUMENT, "solve_lines is %d, must be 0 or 1",
                    options.solve_lines);
    if (options.exact_threads != 0 && options.exact_threads != 1)
        return fail(error, QUANT_INVALID_ARGUMENT, "exact_threads is %d, must be 0 or 1",
                    options.exact_threads);
    if (!(options.dither_strength >= 0 && options.dither_strength <= 1))
        return fail(error, QUANT_INVALID_ARGUMENT, "dither_strength is %g, must be 0 to 1",
                    options.dither_strength);
    return QUANT_OK;
}

bool has_sample(const quant_options &options) {
    return options.struct_size >= offsetof(quant_options, sample) + sizeof(unsigned);
}

bool has_solve_lines(const quant_options &options) {
    return options.struct_size >= offsetof(quant_options, solve_lines) + sizeof(int);
}

quant_options default_options() {
    quant_options options{};
    options.struct_size = sizeof options;
    options.colors = QUANT_MAX_COLORS;
    options.max_pixels = kMostPixels;
    options.dither_strength = 1;
    options.palette_bits = 8;
    quant_options_set_preset(&options, QUANT_PRESET_BALANCED);
    return options;
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

quant_status take_options(const quant_options *options, quant_options &known, quant_error *error) {
    if (!options) return fail(error, QUANT_INVALID_ARGUMENT, "options is null");
    if (options->struct_size < kFirstOptions || options->struct_size > kMostOptions)
        return fail(error, QUANT_INVALID_ARGUMENT, "options was not filled by quant_options_init");
    const auto *bytes = reinterpret_cast<const unsigned char *>(options);
    for (std::size_t i = sizeof known; i < options->struct_size; ++i)
        if (bytes[i] != 0)
            return fail(error, QUANT_INVALID_ARGUMENT,
                        "options has a field that this version does not know");
    known = default_options();
    // A preset could not set this field in the options of an older program, which expects K-Means.
    if (!has_solve_lines(*options)) known.solve_lines = 0;
    std::memcpy(&known, options, std::min(options->struct_size, sizeof known));
    if (const char *isa = unknown_isa())
        return fail(error, QUANT_INVALID_ARGUMENT,
                    "QUANT_FORCE_ISA is '%.60s', which this build or machine does not have", isa);
    return check_options(known, error);
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

void quant_options_init(quant_options *options, size_t struct_size) {
    if (!options) return;
    // A program compiled with an older header has a shorter struct. One compiled with a newer
    // header has a longer struct, whose further fields this version does not know and sets to 0.
    quant_options known = default_options();
    known.struct_size = struct_size;
    std::memset(options, 0, struct_size);
    std::memcpy(options, &known, std::min(struct_size, sizeof known));
}

quant_status quant_options_set_preset(quant_options *options, quant_preset preset) {
    if (!options || options->struct_size < kFirstOptions || !quant_preset_name(preset))
        return QUANT_INVALID_ARGUMENT;
    options->seeding = QUANT_SEEDING_WU;
    options->empty = QUANT_EMPTY_SPLIT;
    options->max_iterations = 1000;
    options->tolerance = 0;
    if (has_solve_lines(*options)) options->solve_lines = preset == QUANT_PRESET_PAPER ? 0 : 1;
    if (has_sample(*options)) options->sample = preset == QUANT_PRESET_INSTANT ? 1U << 15 : 0;
    switch (preset) {
        case QUANT_PRESET_PAPER:
            options->seeding = QUANT_SEEDING_RANDOM;
            options->search = QUANT_SEARCH_NONE;
            options->empty = QUANT_EMPTY_ZERO;
            options->max_iterations = 20;
            options->tolerance = 1e-4;
            options->inertia_tolerance = 0;
            break;
        case QUANT_PRESET_FAST:
            options->search = QUANT_SEARCH_QUICK;
            options->max_iterations = 1;
            options->inertia_tolerance = 0;
            break;
        case QUANT_PRESET_BALANCED:
            options->search = QUANT_SEARCH_STANDARD;
            options->inertia_tolerance = 1e-3;
            break;
        case QUANT_PRESET_BEST:
            options->search = QUANT_SEARCH_THOROUGH;
            options->inertia_tolerance = 1e-5;
            break;
        case QUANT_PRESET_INSTANT:
            options->search = QUANT_SEARCH_NONE;
            options->max_iterations = 0;
            options->inertia_tolerance = 0;
            break;
    }
    return QUANT_OK;
}

const char *quant_engine_name(int engine) { return name_in(kEngines, engine); }
const char *quant_seeding_name(int seeding) { return name_in(kSeedings, seeding); }
const char *quant_search_name(int search) { return name_in(kSearches, search); }
const char *quant_empty_name(int empty) { return name_in(kEmpties, empty); }
const char *quant_space_name(int space) { return name_in(kSpaces, space); }
const char *quant_preset_name(int preset) { return name_in(kPresets, preset); }
const char *quant_dither_name(int dither) { return name_in(kDithers, dither); }

int quant_engine_of_name(const char *name) { return value_in(kEngines, name); }
int quant_seeding_of_name(const char *name) { return value_in(kSeedings, name); }
int quant_search_of_name(const char *name) { return value_in(kSearches, name); }
int quant_empty_of_name(const char *name) { return value_in(kEmpties, name); }
int quant_space_of_name(const char *name) { return value_in(kSpaces, name); }
int quant_preset_of_name(const char *name) { return value_in(kPresets, name); }
int quant_dither_of_name(const char *name) { return value_in(kDithers, name); }

quant_status quant_quantize(const quant_image *image, const quant_options *options,
                            quant_result **result, quant_error *error) {
    if (error) *error = {};
    if (!result) return fail(error, QUANT_INVALID_ARGUMENT, "result is null");
    *result = nullptr;
    if (!image) return fail(error, QUANT_INVALID_ARGUMENT, "image is null");
    quant_options known{};
    if (const auto status = quant::core::take_options(options, known, error)) return status;
    if (const auto status = quant::core::check_image(*image, known.max_pixels, error))
        return status;
    quant_status checked = QUANT_OK;
    const auto status = quant::core::guarded(error, [&] {
        quant::core::Progress progress(known);
        checked = check_importance(*image, known, progress, error);
        if (checked == QUANT_OK)
            *result = new quant_result{quant::core::quantize(*image, known, progress)};
    });
    return status == QUANT_OK ? checked : status;
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
