// The options of the C interface: their defaults, presets and names, and the checks of every field.
#include <quant/quant.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

#include "api/c_api.h"
#include "color/color_space.h"
#include "histogram/weights.h"
#include "map/dither.h"
#include "simd/kernels.h"

namespace {

using quant::core::fail;

constexpr unsigned kMostThreads = 1024;
constexpr unsigned kMostIterations = 1000000;
constexpr unsigned kMostVivid = 12;  // QUANT_DITHER_AUTO chooses so few colors in kVividSpace
constexpr std::uint64_t kMostPixels = std::numeric_limits<std::uint32_t>::max();

constexpr const char *kEngines[] = {"auto", "sequential", "openmp", "cells"};
constexpr const char *kSeedings[] = {"random", "wu", "kmeans++", "maximin"};
constexpr const char *kSearches[] = {"none", "quick", "standard", "thorough"};
constexpr const char *kEmpties[] = {"zero", "keep", "farthest", "split"};
constexpr const char *kSpaces[] = {"srgb", "linear", "oklab", "lab", "auto"};
constexpr const char *kDithers[] = {"none",   "floyd-steinberg", "blue-noise", "bayer",
                                    "auto",   "atkinson",        "jarvis",     "stucki",
                                    "sierra", "sierra-lite"};
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

quant_status check_dither(const quant_options &options, quant_error *error) {
    if (!quant_dither_name(options.dither))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no dithering %d", options.dither);
    if (!quant_space_name(options.dither_space))
        return fail(error, QUANT_INVALID_ARGUMENT, "there is no dither_space %d",
                    options.dither_space);
    if (!(options.dither_strength >= 0 && options.dither_strength <= 1))
        return fail(error, QUANT_INVALID_ARGUMENT, "dither_strength is %g, must be 0 to 1",
                    options.dither_strength);
    if (options.serpentine != 0 && options.serpentine != 1)
        return fail(error, QUANT_INVALID_ARGUMENT, "serpentine is %d, must be 0 or 1",
                    options.serpentine);
    const unsigned size = options.bayer_size;
    if (size != 0 && size != 2 && size != 4 && size != 8 && size != 16)
        return fail(error, QUANT_INVALID_ARGUMENT, "bayer_size is %u, must be 2, 4, 8 or 16", size);
    return QUANT_OK;
}

quant_status check_profile(const quant_options &options, quant_error *error) {
    if (!options.icc_profile && options.icc_profile_size > 0)
        return fail(error, QUANT_INVALID_ARGUMENT,
                    "icc_profile is null, but icc_profile_size is %zu", options.icc_profile_size);
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
    if (options.palette_bits != 8 && options.palette_bits != 16)
        return fail(error, QUANT_INVALID_ARGUMENT, "palette_bits is %u, must be 8 or 16",
                    options.palette_bits);
    if (options.solve_lines != 0 && options.solve_lines != 1)
        return fail(error, QUANT_INVALID_ARGUMENT, "solve_lines is %d, must be 0 or 1",
                    options.solve_lines);
    if (options.exact_threads != 0 && options.exact_threads != 1)
        return fail(error, QUANT_INVALID_ARGUMENT, "exact_threads is %d, must be 0 or 1",
                    options.exact_threads);
    if (const quant_status status = check_profile(options, error)) return status;
    return check_dither(options, error);
}

bool has_sample(const quant_options &options) {
    return options.struct_size >= offsetof(quant_options, sample) + sizeof(unsigned);
}

bool has_solve_lines(const quant_options &options) {
    return options.struct_size >= offsetof(quant_options, solve_lines) + sizeof(int);
}

// Returns what QUANT_SPACE_AUTO means. quantize() takes Oklab itself where a drawn picture turns
// out not to be dithered.
int automatic_space(const quant_options &options) {
    if (options.dither != QUANT_DITHER_AUTO) return QUANT_SPACE_SRGB;
    const bool is_vivid =
        options.colors <= kMostVivid && !options.palette && quant::core::is_dithered(options);
    return is_vivid ? quant::core::kVividSpace : QUANT_SPACE_OKLAB;
}

quant_options default_options() {
    quant_options options{};
    options.struct_size = sizeof options;
    options.colors = QUANT_MAX_COLORS;
    options.max_pixels = kMostPixels;
    options.space = QUANT_SPACE_AUTO;
    options.dither_space = QUANT_SPACE_AUTO;
    options.dither_strength = 1;
    options.palette_bits = 8;
    quant_options_set_preset(&options, QUANT_PRESET_BALANCED);
    return options;
}

}  // namespace

namespace quant::core {

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
    if (const quant_status status = check_options(known, error)) return status;
    if (known.space == QUANT_SPACE_AUTO) known.space = automatic_space(known);
    return QUANT_OK;
}

std::shared_ptr<const RgbSpace> rgb_space_of(const quant_options &options) {
    if (!options.icc_profile) return {std::shared_ptr<const RgbSpace>(), &RgbSpace::srgb()};
    return RgbSpace::of_profile(
        {static_cast<const std::byte *>(options.icc_profile), options.icc_profile_size});
}

}  // namespace quant::core

extern "C" {

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

}  // extern "C"
