// Tests options.sample: which pictures it concerns, and that what is delivered is exact all the
// same.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libquant/pictures.h"

namespace {

quant::Quantized run(const quant_image &image, const quant_options &options) {
    return quant::quantize(image, options).value();
}

bool is_same(const quant::Quantized &first, const quant::Quantized &second) {
    return std::ranges::equal(first.indices(), second.indices()) &&
           std::ranges::equal(first.counts(), second.counts()) &&
           first.stats().palette_mse == second.stats().palette_mse &&
           first.stats().inertia == second.stats().inertia;
}

quant::Options instant(unsigned colors) {
    quant::Options options(QUANT_PRESET_INSTANT);
    options.colors = colors;
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sampling_tests)

BOOST_AUTO_TEST_CASE(pixels_counts_and_errors_are_exact) {
    const auto photo = quant::test::photo(400, 300), gray = quant::test::noise(300, 200, 1),
               wide = quant::test::photo(300, 200);
    const auto wide_pixels = quant::test::promoted(wide);
    quant_image wide_image = wide.view();
    wide_image.pixels = wide_pixels.data();
    wide_image.bits = 16;
    wide_image.stride_bytes *= 2;
    for (const quant_image &image : {photo.view(), gray.view(), wide_image}) {
        for (const unsigned colors : {2U, 30U, 200U}) {
            const auto options = instant(colors);
            BOOST_REQUIRE(image.width * image.height > options.sample);
            const auto result = run(image, options);
            BOOST_TEST(result.palette().size() <= colors);
            quant::Options onto;
            onto.palette = result.palette().data();
            onto.palette_size = result.palette().size();
            const auto again = run(image, onto);
            BOOST_TEST(std::ranges::equal(result.indices(), again.indices()));
            BOOST_TEST(std::ranges::equal(result.counts(), again.counts()));
            BOOST_TEST(result.stats().palette_mse == again.stats().palette_mse);
            // Entries of 16 bits are where the centroids are.
            auto finely = options;
            finely.palette_bits = 16;
            const auto &stats = run(image, finely).stats();
            BOOST_TEST(stats.mse == stats.palette_mse, boost::test_tools::tolerance(0.1));
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_change_nothing) {
    const auto picture = quant::test::photo(700, 600);
    for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_BLUE_NOISE}) {
        auto options = instant(40);
        options.dither = dither;
        options.threads = 1;
        const auto first = run(picture.view(), options);
        for (const unsigned threads : {2U, 3U, 8U}) {
            options.threads = threads;
            BOOST_TEST(is_same(first, run(picture.view(), options)));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_sample_of_all_pixels_is_none) {
    const auto picture = quant::test::photo(100, 80);
    quant::Options options(QUANT_PRESET_FAST);
    options.colors = 20;
    const auto all = run(picture.view(), options);
    options.sample = 8000;
    BOOST_TEST(is_same(all, run(picture.view(), options)));
    options.sample = 7999;
    BOOST_TEST(!is_same(all, run(picture.view(), options)));
}

BOOST_AUTO_TEST_CASE(few_colors_come_out_unchanged) {
    auto picture = quant::test::photo(300, 200);
    for (auto &value : picture.pixels) value = static_cast<std::uint8_t>(value & 0xC0);
    picture.pixels[0] = 255;  // one pixel, which the sample can miss
    const auto result = run(picture.view(), instant(256));
    BOOST_TEST(result.stats().exact == 1);
    BOOST_TEST(result.stats().palette_mse == 0);
}

BOOST_AUTO_TEST_CASE(what_must_be_counted_in_full_is) {
    const auto photo = quant::test::photo(300, 200), soft = quant::test::noise(300, 200, 4);
    const std::vector<std::uint8_t> importance(300 * 200, 7);
    const auto check = [](const quant_image &image, quant::Options options) {
        const auto sampled = run(image, options);
        options.sample = 0;
        BOOST_TEST(is_same(sampled, run(image, options)));
    };
    check(soft.view(), instant(20));
    auto options = instant(20);
    options.space = QUANT_SPACE_OKLAB;
    check(photo.view(), options);
    options = instant(20);
    options.engine = QUANT_ENGINE_OPENMP;
    check(photo.view(), options);
    options = instant(20);
    options.target_psnr = 25;
    check(photo.view(), options);
    options = instant(20);
    options.importance = importance.data();
    options.importance_stride_bytes = 300;
    check(photo.view(), options);
    options = instant(20);
    options.keep_alpha = 1;
    check(soft.view(), options);
}

BOOST_AUTO_TEST_CASE(kept_colors_and_weights_are_honored) {
    const auto picture = quant::test::photo(300, 200);
    const quant_color kept{255, 0, 255, 255};
    auto options = instant(20);
    options.keep = &kept;
    options.keep_size = 1;
    options.protect = 0.5;
    const auto result = run(picture.view(), options);
    BOOST_TEST(std::ranges::count_if(result.palette(), [](const quant_color &color) {
                   return color.r == 255 && color.g == 0 && color.b == 255;
               }) == 1);
}

BOOST_AUTO_TEST_CASE(only_one_preset_samples) {
    for (int preset = 0; quant_preset_name(preset); ++preset) {
        const quant::Options options(static_cast<quant_preset>(preset));
        BOOST_TEST((options.sample > 0) == (preset == QUANT_PRESET_INSTANT));
    }
    quant::Options options(QUANT_PRESET_INSTANT);
    BOOST_TEST(quant_options_set_preset(&options, QUANT_PRESET_BEST) == QUANT_OK);
    BOOST_TEST(options.sample == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
