// Tests the options of the C interface: every refusal, names, defaults, and the structures of older
// and newer callers.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "libquant/api/calls.h"
#include "libquant/pictures.h"

namespace {

using namespace quant::test;

BOOST_AUTO_TEST_SUITE(options_tests)

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
          offsetof(quant_options, bayer_size), offsetof(quant_options, icc_profile)}) {
        for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_FLOYD_STEINBERG}) {
            quant_options older;
            std::memset(&older, 0xA5, sizeof older);
            quant_options_init(&older, size);
            BOOST_TEST(older.struct_size == size);
            BOOST_TEST(older.space == QUANT_SPACE_AUTO);
            if (size <= offsetof(quant_options, bayer_size))
                BOOST_TEST(older.bayer_size == 0xA5A5A5A5U);  // was not written
            BOOST_TEST(older.icc_profile_size == SIZE_MAX / 255 * 0xA5);
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
            options.colors = 16;
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

BOOST_AUTO_TEST_CASE(the_paper_preset_is_the_published_experiment) {
    const quant::Options paper(QUANT_PRESET_PAPER);
    BOOST_TEST(paper.seeding == QUANT_SEEDING_RANDOM);
    BOOST_TEST(paper.empty == QUANT_EMPTY_ZERO);
    BOOST_TEST(paper.max_iterations == 20U);
    BOOST_TEST(paper.tolerance == 1e-4);
    BOOST_TEST(paper.search == QUANT_SEARCH_NONE);
    BOOST_TEST(paper.inertia_tolerance == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
