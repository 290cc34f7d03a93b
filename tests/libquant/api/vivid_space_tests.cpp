// Tests that QUANT_DITHER_AUTO keeps the hues of a picture when there are few colors, and where it
// does not do so.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>

#include "libquant/pictures.h"
#include "same_result.h"

namespace {

using quant::test::Picture;
using quant::test::same;

quant::Options automatic(unsigned colors, int space = QUANT_SPACE_AUTO) {
    quant::Options options;
    options.colors = colors;
    options.space = space;
    options.dither = QUANT_DITHER_AUTO;
    return options;
}

quant::Quantized run(const Picture &picture, const quant::Options &options) {
    return quant::quantize(picture.view(), options).value();
}

// Returns a gray-green gradient, a hundredth of which is red.
Picture gradient_with_red() {
    Picture picture{"gradient with red", 200, 150, 3, {}};
    for (std::size_t y = 0; y < picture.height; ++y) {
        for (std::size_t x = 0; x < picture.width; ++x) {
            const bool is_red = x >= 90 && x < 110 && y >= 60 && y < 75;
            const auto light = static_cast<std::uint8_t>(20 + x + y / 8 * 2);
            for (const int value : {is_red ? 190 + light / 8 : light - 8,
                                    is_red ? light / 4 : int{light}, is_red ? 30 : light - 20})
                picture.pixels.push_back(static_cast<std::uint8_t>(std::clamp(value, 0, 255)));
        }
    }
    return picture;
}

// Returns a drawing of 100 fills.
Picture drawing() {
    Picture picture{"drawing", 120, 120, 3, {}};
    for (std::size_t y = 0; y < 120; ++y)
        for (std::size_t x = 0; x < 120; ++x)
            for (const std::size_t value : {x / 12 * 25, y / 12 * 25, (x / 12 + y / 12) % 3 * 100})
                picture.pixels.push_back(static_cast<std::uint8_t>(value));
    return picture;
}

int most_red(const quant::Quantized &result) {
    int most = 0;
    for (const quant::Color &color : result.palette()) most = std::max(most, color.r - color.g);
    return most;
}

BOOST_AUTO_TEST_SUITE(vivid_space_tests)

BOOST_AUTO_TEST_CASE(the_only_red_of_a_picture_gets_an_entry) {
    const Picture picture = gradient_with_red();
    BOOST_TEST(most_red(run(picture, automatic(6, QUANT_SPACE_OKLAB))) < 100);
    BOOST_TEST(most_red(run(picture, automatic(6))) > 120);
}

BOOST_AUTO_TEST_CASE(only_few_colors_have_a_space_of_their_own) {
    const Picture photo = quant::test::photo(90, 70);
    for (const unsigned colors : {2U, 4U, 8U, 12U})
        BOOST_TEST(
            !same(run(photo, automatic(colors)), run(photo, automatic(colors, QUANT_SPACE_OKLAB))));
    for (const unsigned colors : {13U, 16U, 64U})
        BOOST_TEST(
            same(run(photo, automatic(colors)), run(photo, automatic(colors, QUANT_SPACE_OKLAB))));
}

BOOST_AUTO_TEST_CASE(drawn_pictures_get_the_palette_and_the_pixels_of_none_in_oklab) {
    const Picture picture = drawing();
    for (const unsigned colors : {2U, 4U, 8U, 12U, 16U}) {
        quant::Options none = automatic(colors, QUANT_SPACE_OKLAB);
        none.dither = QUANT_DITHER_NONE;
        BOOST_TEST_CONTEXT(colors) {
            const quant::Quantized result = run(picture, automatic(colors));
            BOOST_TEST(result.stats().dithered == 0);
            BOOST_TEST(same(result, run(picture, none)));
        }
    }
}

BOOST_AUTO_TEST_CASE(given_palettes_and_no_strength_leave_the_space_as_it_is) {
    const Picture photo = quant::test::photo(90, 70);
    const auto is_plain = [&](auto change) {
        quant::Options options = automatic(6), plain = automatic(6, QUANT_SPACE_OKLAB);
        change(options);
        change(plain);
        return same(run(photo, options), run(photo, plain));
    };
    const quant_color palette[] = {{0, 0, 0, 255}, {255, 255, 255, 255}, {200, 30, 20, 255}};
    BOOST_TEST(!is_plain([](quant_options &) {}));
    BOOST_TEST(is_plain([](quant_options &o) { o.dither_strength = 0; }));
    BOOST_TEST(is_plain([&](quant_options &o) {
        o.palette = palette;
        o.palette_size = 3;
    }));
}

// They refuse weights, but the space is not one.
BOOST_AUTO_TEST_CASE(all_engines_and_presets_do_it) {
    const Picture picture = gradient_with_red();
    const quant::Quantized expected = run(picture, automatic(6));
    for (const int engine : {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP}) {
        quant::Options options = automatic(6);
        options.engine = engine;
        BOOST_TEST(same(run(picture, options), expected));
    }
    for (int preset = 0; quant_preset_name(preset); ++preset) {
        quant::Options options = automatic(6);
        BOOST_REQUIRE(!quant_options_set_preset(&options, static_cast<quant_preset>(preset)));
        BOOST_TEST_CONTEXT(quant_preset_name(preset))
        BOOST_TEST(run(picture, options).stats().dithered == 1);
    }
}

// A picture has the same palette alone and as the only one of a histogram that is fitted to it.
BOOST_AUTO_TEST_CASE(histograms_do_it_too) {
    const Picture picture = gradient_with_red();
    quant::Histogram histogram;
    BOOST_REQUIRE(!histogram.add(picture.view(), automatic(6)));
    const quant::Quantized chosen = histogram.quantize(automatic(6)).value();
    BOOST_TEST(most_red(chosen) > 100);
    BOOST_TEST(!std::ranges::equal(
        chosen.palette(), histogram.quantize(automatic(6, QUANT_SPACE_OKLAB)).value().palette(),
        [](const quant::Color &a, const quant::Color &b) {
            return a.r == b.r && a.g == b.g && a.b == b.b;
        }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
