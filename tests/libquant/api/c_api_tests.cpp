// Tests the C interface: every refusal, cancellation, and structures of older and newer callers.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "libquant/pictures.h"

namespace {

const std::vector<std::uint8_t> kPixels(30 * 20 * 3, 100);

quant_image good_image() { return {kPixels.data(), 30, 20, 90, 3, 8}; }

// Returns the status of a refused call, after checking that its message is one line that contains
// `word` and that there is no result.
quant_status refused(const quant_image &image, const quant_options &options,
                     const std::string &word) {
    auto *result = reinterpret_cast<quant_result *>(1);
    quant_error error;
    const quant_status status = quant_quantize(&image, &options, &result, &error);
    BOOST_TEST(result == nullptr);
    BOOST_TEST(error.status == status);
    BOOST_TEST_CONTEXT(error.message) {
        BOOST_TEST(std::string(error.message).find(word) != std::string::npos);
        BOOST_TEST(std::strchr(error.message, '\n') == nullptr);
    }
    return status;
}

bool same(const quant::Quantized &one, const quant::Quantized &other) {
    const auto bytes = [](std::span<const quant::Color> colors) {
        std::vector<std::uint8_t> values;
        for (const quant::Color &c : colors) values.insert(values.end(), {c.r, c.g, c.b, c.a});
        return values;
    };
    return bytes(one.palette()) == bytes(other.palette()) &&
           std::ranges::equal(one.indices(), other.indices());
}

BOOST_AUTO_TEST_SUITE(c_api_tests)

BOOST_AUTO_TEST_CASE(bad_images_are_refused_with_the_reason) {
    const quant::Options options;
    const auto invalid = [&](auto change, const std::string &word) {
        quant_image image = good_image();
        change(image);
        BOOST_TEST(refused(image, options, word) == QUANT_INVALID_ARGUMENT);
    };
    invalid([](quant_image &i) { i.pixels = nullptr; }, "pixels");
    invalid([](quant_image &i) { i.width = 0; }, "empty");
    invalid([](quant_image &i) { i.height = 0; }, "empty");
    invalid([](quant_image &i) { i.channels = 0; }, "channels");
    invalid([](quant_image &i) { i.channels = 5; }, "channels");
    invalid([](quant_image &i) { i.bits = 12; }, "bits");
    invalid([](quant_image &i) { i.stride_bytes = 89; }, "stride");
    invalid([](quant_image &i) { i.stride_bytes = -89; }, "stride");
    invalid([](quant_image &i) { i.stride_bytes = 0; }, "stride");
}

BOOST_AUTO_TEST_CASE(sizes_whose_products_overflow_are_refused) {
    const quant::Options options;
    const auto too_large = [&](std::size_t width, std::size_t height, std::ptrdiff_t stride) {
        BOOST_TEST(refused({kPixels.data(), width, height, stride, 4, 16}, options, "") ==
                   QUANT_LIMIT_EXCEEDED);
    };
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    too_large(most, most, 1);
    too_large(std::size_t{1} << 32, std::size_t{1} << 32, 8);
    too_large(65536, 65536, 524288);
    too_large(most / 2, 1, 0);
    too_large(4, 4, std::numeric_limits<std::ptrdiff_t>::min());
    too_large(4, 4, std::numeric_limits<std::ptrdiff_t>::max());
}

BOOST_AUTO_TEST_CASE(the_limit_on_pixels_is_named) {
    quant::Options options;
    options.max_pixels = 599;
    BOOST_TEST(refused(good_image(), options, "599") == QUANT_LIMIT_EXCEEDED);
    options.max_pixels = 600;
    BOOST_TEST(quant::quantize(good_image(), options).value().stats().colors == 1U);
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_with_the_reason) {
    const auto invalid = [&](auto change, const std::string &word) {
        quant::Options options;
        change(options);
        BOOST_TEST(refused(good_image(), options, word) == QUANT_INVALID_ARGUMENT);
    };
    invalid([](quant_options &o) { o.colors = 0; }, "colors is 0");
    invalid([](quant_options &o) { o.colors = 257; }, "1 to 256");
    invalid([](quant_options &o) { o.engine = 99; }, "engine");
    invalid([](quant_options &o) { o.seeding = -1; }, "seeding");
    invalid([](quant_options &o) { o.search = 4; }, "search");
    invalid([](quant_options &o) { o.empty = 4; }, "empty");
    invalid([](quant_options &o) { o.max_iterations = 1000001; }, "max_iterations");
    invalid([](quant_options &o) { o.tolerance = -1; }, "tolerance");
    invalid([](quant_options &o) { o.tolerance = std::nan(""); }, "tolerance");
    invalid([](quant_options &o) { o.inertia_tolerance = 1.5; }, "inertia_tolerance");
    invalid([](quant_options &o) { o.threads = 1025; }, "threads");
    invalid([](quant_options &o) { o.max_pixels = 0; }, "max_pixels");
    invalid([](quant_options &o) { o.struct_size = 0; }, "quant_options_init");
    invalid([](quant_options &o) { o.struct_size = offsetof(quant_options, user_data); },
            "quant_options_init");
    invalid([](quant_options &o) { o.space = 5; }, "color space 5");
    invalid([](quant_options &o) { o.space = -1; }, "color space -1");
    invalid([](quant_options &o) { o.dither = 10; }, "dithering 10");
    invalid([](quant_options &o) { o.dither = -1; }, "dithering");
    invalid([](quant_options &o) { o.dither_strength = -0.01; }, "dither_strength");
    invalid([](quant_options &o) { o.dither_strength = 1.01; }, "0 to 1");
    invalid([](quant_options &o) { o.dither_strength = std::nan(""); }, "dither_strength");
    invalid([](quant_options &o) { o.dither_space = 5; }, "dither_space 5");
    invalid([](quant_options &o) { o.dither_space = -1; }, "dither_space -1");
    invalid([](quant_options &o) { o.serpentine = 2; }, "serpentine is 2");
    invalid([](quant_options &o) { o.serpentine = -1; }, "serpentine is -1");
    for (const unsigned size : {1U, 3U, 6U, 15U, 17U, 32U})
        invalid([size](quant_options &o) { o.bayer_size = size; },
                "bayer_size is " + std::to_string(size));
    invalid([](quant_options &o) { o.protect = -0.01; }, "protect");
    invalid([](quant_options &o) { o.protect = 1.01; }, "protect");
    invalid([](quant_options &o) { o.protect = std::nan(""); }, "protect");
    invalid([](quant_options &o) { o.target_psnr = -1; }, "target_psnr");
    invalid([](quant_options &o) { o.target_psnr = 201; }, "0 to 200");
    invalid([](quant_options &o) { o.target_psnr = std::nan(""); }, "target_psnr");
    invalid([](quant_options &o) { o.palette_bits = 12; }, "palette_bits is 12");
    invalid([](quant_options &o) { o.exact_threads = 2; }, "exact_threads is 2");
    invalid([](quant_options &o) { o.solve_lines = 2; }, "solve_lines is 2");
    invalid([](quant_options &o) { o.palette_size = 3; }, "palette is null");
    invalid([](quant_options &o) { o.keep_size = 3; }, "keep is null");
    invalid([](quant_options &o) { o.struct_size = ~std::size_t{0}; }, "quant_options_init");
}

BOOST_AUTO_TEST_CASE(a_map_that_cannot_be_is_refused) {
    std::vector<std::uint8_t> map(30 * 20);
    quant::Options options;
    options.importance = map.data();
    options.importance_stride_bytes = 30;
    BOOST_TEST(refused(good_image(), options, "0 everywhere") == QUANT_INVALID_ARGUMENT);
    map.back() = 1;
    BOOST_TEST(quant::quantize(good_image(), options).value().stats().colors == 1U);
    for (const std::ptrdiff_t stride :
         {std::ptrdiff_t{0}, std::ptrdiff_t{29}, std::ptrdiff_t{-29},
          std::numeric_limits<std::ptrdiff_t>::min(), std::numeric_limits<std::ptrdiff_t>::max()}) {
        options.importance_stride_bytes = stride;
        BOOST_TEST(refused(good_image(), options, "importance_stride_bytes") ==
                   QUANT_INVALID_ARGUMENT);
    }
}

BOOST_AUTO_TEST_CASE(engines_that_count_every_pixel_refuse_weights) {
    const std::vector<std::uint8_t> map(30 * 20, 7);
    for (const int engine : {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP}) {
        quant::Options options;
        options.engine = engine;
        options.protect = 0.5;
        BOOST_TEST(refused(good_image(), options, quant_engine_name(engine)) ==
                   QUANT_INVALID_ARGUMENT);
        options.protect = 0;
        options.importance = map.data();
        options.importance_stride_bytes = 30;
        BOOST_TEST(refused(good_image(), options, "importance") == QUANT_INVALID_ARGUMENT);
    }
}

BOOST_AUTO_TEST_CASE(null_arguments_are_refused) {
    const quant_image image = good_image();
    const quant::Options options;
    quant_result *result = nullptr;
    BOOST_TEST(quant_quantize(nullptr, &options, &result, nullptr) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_quantize(&image, nullptr, &result, nullptr) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_quantize(&image, &options, nullptr, nullptr) == QUANT_INVALID_ARGUMENT);
    quant_result_free(nullptr);
    quant_options_init(nullptr, sizeof(quant_options));
    BOOST_TEST(quant_options_set_preset(nullptr, QUANT_PRESET_PAPER) == QUANT_INVALID_ARGUMENT);
    quant_options unfilled{};
    BOOST_TEST(quant_options_set_preset(&unfilled, QUANT_PRESET_PAPER) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_result_stats(nullptr) == nullptr);
    BOOST_TEST(quant_result_palette(nullptr) == nullptr);
    BOOST_TEST(quant_result_palette16(nullptr) == nullptr);
    BOOST_TEST(quant_result_counts(nullptr) == nullptr);
    BOOST_TEST(quant_result_indices(nullptr) == nullptr);
    BOOST_TEST(quant_histogram_pixels(nullptr) == 0U);
}

BOOST_AUTO_TEST_CASE(a_success_fills_the_error_with_ok) {
    const quant_image image = good_image();
    const quant::Options options;
    quant_result *result = nullptr;
    quant_error error;
    std::memset(&error, 0xFF, sizeof error);
    BOOST_TEST(quant_quantize(&image, &options, &result, &error) == QUANT_OK);
    BOOST_TEST(error.status == QUANT_OK);
    BOOST_TEST(error.message[0] == '\0');
    quant_result_free(result);
}

BOOST_AUTO_TEST_CASE(options_of_a_newer_header_are_understood) {
    // A newer structure has more fields at its end, which are initialized with zero.
    struct Newer {
        quant_options known;
        std::uint64_t added;
    } newer;
    newer.added = 7;
    quant_options_init(&newer.known, sizeof newer);
    BOOST_TEST(newer.added == 0U);
    BOOST_TEST(quant::quantize(good_image(), newer.known).value().stats().colors == 1U);
    newer.added = 7;
    BOOST_TEST(refused(good_image(), newer.known, "does not know") == QUANT_INVALID_ARGUMENT);
}

// What an older header does not have has its default, whatever bytes follow the structure.
BOOST_AUTO_TEST_CASE(options_of_an_older_header_are_understood) {
    const auto picture = quant::test::photo(60, 50);
    for (const std::size_t size :
         {offsetof(quant_options, user_data) + sizeof(void *), offsetof(quant_options, solve_lines),
          offsetof(quant_options, dither_space), offsetof(quant_options, serpentine),
          offsetof(quant_options, bayer_size)}) {
        for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_FLOYD_STEINBERG}) {
            quant_options older;
            std::memset(&older, 0xA5, sizeof older);
            quant_options_init(&older, size);
            BOOST_TEST(older.struct_size == size);
            BOOST_TEST(older.space == QUANT_SPACE_AUTO);
            if (size <= offsetof(quant_options, bayer_size))
                BOOST_TEST(older.bayer_size == 0xA5A5A5A5U);  // was not written
            older.colors = 8;
            older.dither = dither;
            quant::Options now;
            now.colors = 8;
            now.dither = dither;
            BOOST_TEST_CONTEXT(size << " bytes, " << quant_dither_name(dither))
            BOOST_TEST(same(quant::quantize(picture.view(), older).value(),
                            quant::quantize(picture.view(), now).value()));
        }
    }
}

BOOST_AUTO_TEST_CASE(structures_that_may_grow_carry_their_size) {
    std::size_t size = 0;
    const auto result =
        quant::quantize(good_image(), quant::Options(), [&](const quant::Progress &progress) {
            size = progress.struct_size;
            return true;
        });
    BOOST_TEST(size == sizeof(quant_progress));
    BOOST_TEST(result->stats().struct_size == sizeof(quant_stats));
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_progress_function_reaches_the_caller) {
    const auto fail = [](const quant::Progress &progress) -> bool {
        if (progress.stage == QUANT_STAGE_MAPPING) throw std::out_of_range("mine");
        return true;
    };
    BOOST_CHECK_THROW((void)quant::quantize(good_image(), quant::Options(), fail),
                      std::out_of_range);
    quant::Histogram histogram;
    BOOST_TEST(!histogram.add(good_image()));
    BOOST_CHECK_THROW((void)histogram.quantize(quant::Options(), fail), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(progress_counts_the_iterations_and_can_cancel_anywhere) {
    const auto picture = quant::test::photo(100, 100);
    quant::Options options;
    options.colors = 64;
    options.search = QUANT_SEARCH_QUICK;
    options.inertia_tolerance = 0;
    options.max_iterations = 5;
    for (int engine = 1; quant_engine_name(engine); ++engine) {
        options.engine = engine;
        std::vector<unsigned> iterations, searched;
        int calls = 0;
        const auto done = quant::quantize(picture.view(), options, [&](const quant::Progress &p) {
            ++calls;
            const bool searches = p.stage == QUANT_STAGE_SEARCH;
            // On a slow machine there are more calls, which repeat a number.
            const auto note = [&](std::vector<unsigned> &numbers) {
                if (numbers.empty() || numbers.back() != p.iteration)
                    numbers.push_back(p.iteration);
            };
            if (searches && p.iteration > 0) note(searched);
            if (p.stage == QUANT_STAGE_ITERATIONS) note(iterations);
            BOOST_TEST(p.max_iterations == (searches ? 0U : 5U));
            return true;
        });
        BOOST_REQUIRE(bool(done));
        BOOST_TEST(searched.size() == done->stats().search_iterations);
        BOOST_TEST(searched.back() == done->stats().search_iterations);
        BOOST_TEST(iterations == (std::vector<unsigned>{0, 1, 2, 3, 4, 5}),
                   boost::test_tools::per_element());
        for (int stop_at = 1; stop_at <= calls; ++stop_at) {
            int call = 0;
            const auto stopped = quant::quantize(
                picture.view(), options, [&](const quant::Progress &) { return ++call < stop_at; });
            if (stopped) {
                BOOST_TEST(call < stop_at);  // there were fewer calls than before
                continue;
            }
            BOOST_TEST(stopped.error().status == QUANT_CANCELED);
            BOOST_TEST(call == stop_at);
        }
    }
}

bool never(const quant::Progress &) { return false; }

BOOST_AUTO_TEST_CASE(a_plain_function_can_be_the_callback) {
    const auto stopped = quant::quantize(good_image(), quant::Options(), never);
    BOOST_REQUIRE(!stopped);
    BOOST_TEST(stopped.error().status == QUANT_CANCELED);
}

BOOST_AUTO_TEST_CASE(names_are_listed_until_null) {
    BOOST_TEST(quant_engine_name(QUANT_ENGINE_OPENMP) == "openmp");
    BOOST_TEST(quant_seeding_name(QUANT_SEEDING_WU) == "wu");
    BOOST_TEST(quant_seeding_name(QUANT_SEEDING_MAXIMIN) == "maximin");
    BOOST_TEST(quant_search_name(QUANT_SEARCH_THOROUGH) == "thorough");
    BOOST_TEST(quant_search_name(4) == nullptr);
    BOOST_TEST(quant_empty_name(QUANT_EMPTY_SPLIT) == "split");
    BOOST_TEST(quant_space_name(QUANT_SPACE_SRGB) == "srgb");
    BOOST_TEST(quant_space_name(QUANT_SPACE_LAB) == "lab");
    BOOST_TEST(quant_space_name(QUANT_SPACE_AUTO) == "auto");
    BOOST_TEST(quant_space_name(5) == nullptr);
    BOOST_TEST(quant_preset_name(QUANT_PRESET_BALANCED) == "balanced");
    BOOST_TEST(quant_preset_name(5) == nullptr);
    BOOST_TEST(quant_dither_name(QUANT_DITHER_NONE) == "none");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_FLOYD_STEINBERG) == "floyd-steinberg");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_BLUE_NOISE) == "blue-noise");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_BAYER) == "bayer");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_AUTO) == "auto");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_ATKINSON) == "atkinson");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_JARVIS) == "jarvis");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_STUCKI) == "stucki");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_SIERRA) == "sierra");
    BOOST_TEST(quant_dither_name(QUANT_DITHER_SIERRA_LITE) == "sierra-lite");
    BOOST_TEST(quant_dither_name(10) == nullptr);
    BOOST_TEST(quant_engine_name(-1) == nullptr);
    BOOST_TEST(quant_status_name(QUANT_OUT_OF_MEMORY) == "out of memory");
    BOOST_TEST(quant_status_name(77) == "unknown status");
}

BOOST_AUTO_TEST_CASE(dithering_is_off_and_of_full_strength_by_default) {
    BOOST_TEST(quant::Options().dither == QUANT_DITHER_NONE);
    BOOST_TEST(quant::Options().dither_strength == 1);
    BOOST_TEST(quant::Options().space == QUANT_SPACE_AUTO);
    BOOST_TEST(quant::Options().dither_space == QUANT_SPACE_AUTO);
    BOOST_TEST(quant::Options().serpentine == 0);
    BOOST_TEST(quant::Options().bayer_size == 0U);
}

BOOST_AUTO_TEST_CASE(the_automatic_space_depends_on_the_dither) {
    const auto picture = quant::test::photo(60, 50);
    for (int dither = 0; quant_dither_name(dither); ++dither) {
        const auto run = [&](int space, int dither_space) {
            quant::Options options;
            options.colors = 8;
            options.dither = dither;
            options.space = space;
            options.dither_space = dither_space;
            return quant::quantize(picture.view(), options).value();
        };
        const int space = dither == QUANT_DITHER_AUTO ? QUANT_SPACE_OKLAB : QUANT_SPACE_SRGB;
        const int other = dither == QUANT_DITHER_AUTO ? QUANT_SPACE_SRGB : QUANT_SPACE_OKLAB;
        const quant::Quantized automatic = run(QUANT_SPACE_AUTO, QUANT_SPACE_AUTO);
        BOOST_TEST_CONTEXT(quant_dither_name(dither)) {
            BOOST_TEST(same(automatic, run(space, QUANT_SPACE_AUTO)));
            BOOST_TEST(same(automatic, run(space, space)));
            BOOST_TEST(!same(automatic, run(other, QUANT_SPACE_AUTO)));
            BOOST_TEST(same(automatic, run(QUANT_SPACE_AUTO, other)) ==
                       (dither == QUANT_DITHER_NONE));
            BOOST_TEST(automatic.stats().dithered == (dither == QUANT_DITHER_NONE ? 0 : 1));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_size_of_the_matrix_is_accepted) {
    for (const unsigned size : {0U, 2U, 4U, 8U, 16U}) {
        quant::Options options;
        options.bayer_size = size;
        BOOST_TEST(quant::quantize(good_image(), options).value().stats().colors == 1U);
    }
}

// A result says whether its pixels were dithered, and not whether that was asked for.
BOOST_AUTO_TEST_CASE(what_is_not_dithered_says_so) {
    const auto picture = quant::test::photo(60, 50);
    const auto dithered = [](const quant_image &image, int dither, double strength) {
        quant::Options options;
        options.colors = 8;
        options.dither = dither;
        options.dither_strength = strength;
        return quant::quantize(image, options).value().stats().dithered;
    };
    // A drawing of 64 fills.
    std::vector<std::uint8_t> drawing;
    for (int y = 0; y < 80; ++y)
        for (int x = 0; x < 80; ++x)
            for (const int value : {x / 10 * 30, y / 10 * 30, 200})
                drawing.push_back(static_cast<std::uint8_t>(value));
    for (int dither = 1; quant_dither_name(dither); ++dither) {
        BOOST_TEST_CONTEXT(quant_dither_name(dither)) {
            BOOST_TEST(dithered(picture.view(), dither, 1) == 1);
            BOOST_TEST(dithered(picture.view(), dither, 0) == 0);
            BOOST_TEST(dithered(good_image(), dither, 1) == 0);
            BOOST_TEST(dithered(quant::rgb8(drawing.data(), 80, 80), dither, 1) ==
                       (dither == QUANT_DITHER_AUTO ? 0 : 1));
        }
    }
    quant::Options options;
    options.colors = 8;
    options.dither = QUANT_DITHER_FLOYD_STEINBERG;
    quant::Histogram histogram;
    BOOST_TEST(!histogram.add(picture.view()));
    BOOST_TEST(histogram.quantize(options).value().stats().dithered == 0);
}

BOOST_AUTO_TEST_CASE(the_paper_preset_is_the_published_experiment) {
    const quant::Options paper(QUANT_PRESET_PAPER);
    BOOST_TEST(paper.seeding == QUANT_SEEDING_RANDOM);
    BOOST_TEST(paper.empty == QUANT_EMPTY_ZERO);
    BOOST_TEST(paper.max_iterations == 20U);
    BOOST_TEST(paper.tolerance == 1e-4);
    BOOST_TEST(paper.search == QUANT_SEARCH_NONE);
    BOOST_TEST(paper.inertia_tolerance == 0);
}

BOOST_AUTO_TEST_CASE(a_name_gives_back_its_value) {
    const auto check = [](const char *(*name)(int), int (*of_name)(const char *)) {
        int value = 0;
        for (; name(value); ++value) BOOST_TEST(of_name(name(value)) == value);
        BOOST_TEST(value >= 4);
        for (const char *none : {"", "x", "OPENMP", "auto "}) BOOST_TEST(of_name(none) == -1);
        BOOST_TEST(of_name(nullptr) == -1);
    };
    check(quant_engine_name, quant_engine_of_name);
    check(quant_seeding_name, quant_seeding_of_name);
    check(quant_search_name, quant_search_of_name);
    check(quant_empty_name, quant_empty_of_name);
    check(quant_space_name, quant_space_of_name);
    check(quant_preset_name, quant_preset_of_name);
    check(quant_dither_name, quant_dither_of_name);
}

BOOST_AUTO_TEST_CASE(the_helpers_of_the_header) {
    BOOST_TEST(quant::hex_color({0x0a, 0xff, 0, 255}) == "0aff00");
    BOOST_TEST(quant::hex_color({1, 2, 3, 0x40}) == "01020340");
    BOOST_TEST(std::isinf(quant::psnr(0)));
    BOOST_TEST(std::abs(quant::psnr(3) - 20 * std::log10(255.0)) < 1e-12);
    for (const double v : {0.0, 0.02, 0.5, 1.0})
        BOOST_TEST(std::abs(quant::linear_to_srgb(quant::srgb_to_linear(v)) - v) < 1e-7);
    BOOST_TEST(std::abs(quant::srgb_to_linear(0.5) - 0.21404114) < 1e-8);
}

BOOST_AUTO_TEST_CASE(an_instruction_set_can_be_chosen_by_name) {
    const std::string before = quant_isa();
    for (std::size_t i = 0; const char *name = quant_isa_available(i); ++i) {
        BOOST_TEST(quant_set_isa(name) == QUANT_OK);
        BOOST_TEST(quant_isa() == name);
    }
    BOOST_TEST(quant_set_isa("no such set") == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_set_isa("scalar") == QUANT_OK);
    BOOST_TEST(quant_isa() == "SCALAR");
    BOOST_TEST(quant_set_isa(nullptr) == QUANT_OK);
    BOOST_TEST(quant_isa() == quant_isa_available(0));
    quant_set_isa(before.c_str());
}

BOOST_AUTO_TEST_CASE(the_version_is_that_of_the_header) {
    const std::string expected = std::to_string(QUANT_VERSION_MAJOR) + "." +
                                 std::to_string(QUANT_VERSION_MINOR) + "." +
                                 std::to_string(QUANT_VERSION_PATCH);
    BOOST_TEST(quant_version() == expected);
    BOOST_TEST(quant_default_threads() >= 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
