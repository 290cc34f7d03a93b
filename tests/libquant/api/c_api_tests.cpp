// Tests the C interface of images: refusals, cancellation, and what results say.
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

#include "libquant/api/calls.h"
#include "libquant/pictures.h"

namespace {

using namespace quant::test;

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
        BOOST_TEST(refused({good_image().pixels, width, height, stride, 4, 16}, options, "") ==
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
