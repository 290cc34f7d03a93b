// Tests mapping onto a given palette, and colors that must be kept in a chosen palette.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <tuple>
#include <vector>

#include "libquant/pictures.h"

namespace {

using quant::Color;
using quant::test::Picture;

bool same(const Color &a, const Color &b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

quant::Quantized map_onto(const quant_image &image, const std::vector<Color> &palette,
                          quant::Options options = {}) {
    options.palette = palette.data();
    options.palette_size = palette.size();
    return quant::quantize(image, options).value();
}

// Returns the squared distance in sRGB between an opaque pixel and a color.
int distance(const std::uint8_t *pixel, const Color &c) {
    const int r = pixel[0] - c.r, g = pixel[1] - c.g, b = pixel[2] - c.b;
    return r * r + g * g + b * b;
}

const std::vector<Color> kSix{{250, 250, 240, 255}, {0, 0, 0, 255},     {200, 30, 20, 255},
                              {0, 0, 0, 255},       {40, 120, 60, 255}, {1, 2, 250, 255}};

BOOST_AUTO_TEST_SUITE(given_colors_tests)

BOOST_AUTO_TEST_CASE(a_given_palette_comes_back_in_its_order_and_pixels_get_the_nearest) {
    const Picture picture = quant::test::photo(90, 70);
    for (int engine = 0; quant_engine_name(engine); ++engine) {
        quant::Options options;
        options.engine = engine;
        options.colors = 2;  // has no effect
        const auto result = map_onto(picture.view(), kSix, options);
        BOOST_TEST(std::ranges::equal(result.palette(), kSix, same));
        BOOST_TEST(result.counts()[3] == 0U);  // of equal entries, the first gets the pixels
        double error = 0;
        for (std::size_t i = 0; i < 90 * 70; ++i) {
            const std::uint8_t *pixel = &picture.pixels[3 * i];
            const auto nearest = std::ranges::min_element(kSix, {}, [&](const Color &c) {
                return std::tuple(distance(pixel, c), c.r, c.g, c.b);
            });
            BOOST_REQUIRE(result.indices()[i] == nearest - kSix.begin());
            error += distance(pixel, *nearest);
        }
        BOOST_TEST(result.stats().palette_mse == error / (90 * 70),
                   boost::test_tools::tolerance(1e-12));
        BOOST_TEST(result.stats().iterations == 0U);
    }
}

BOOST_AUTO_TEST_CASE(translucent_entries_stay_unused_where_all_pixels_are_opaque) {
    auto palette = kSix;
    palette.insert(palette.begin() + 1, Color{200, 30, 20, 100});
    const Picture picture = quant::test::photo(60, 50);
    const auto result = map_onto(picture.view(), palette);
    const auto without = map_onto(picture.view(), kSix);
    BOOST_TEST(std::ranges::equal(result.palette(), palette, same));
    for (std::size_t i = 0; i < result.indices().size(); ++i) {
        const unsigned expected = without.indices()[i] + (without.indices()[i] >= 1 ? 1U : 0U);
        BOOST_REQUIRE(result.indices()[i] == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_palette_is_exact_in_every_space_and_with_alpha) {
    for (const Picture &picture : quant::test::mixed()) {
        for (int space = 0; quant_space_name(space); ++space) {
            quant::Options options;
            options.space = space;
            const auto result = map_onto(picture.view(), kSix, options);
            BOOST_TEST(std::ranges::equal(result.palette(), kSix, same));
        }
    }
}

BOOST_AUTO_TEST_CASE(few_pixels_of_a_kept_color_keep_it) {
    // 36 red pixels in a gray ramp are an example of a rare but important color.
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < 600 * 600; ++i) {
        const bool red = i % 600 < 6 && i / 600 < 6;
        const auto gray = static_cast<std::uint8_t>(i % 600 * 255 / 599);
        for (const std::uint8_t v : {red ? std::uint8_t{255} : gray, red ? std::uint8_t{0} : gray,
                                     red ? std::uint8_t{0} : gray})
            pixels.push_back(v);
    }
    const Color red{255, 0, 0, 255};
    quant::Options options;
    options.colors = 16;
    options.keep = &red;
    options.keep_size = 1;
    const auto result = quant::quantize(quant::rgb8(pixels.data(), 600, 600), options).value();
    BOOST_TEST(result.stats().colors == 16U);
    BOOST_TEST(same(result.palette()[result.indices()[0]], red));
    BOOST_TEST(result.counts()[result.indices()[0]] == 36U);
}

BOOST_AUTO_TEST_CASE(kept_colors_are_in_the_palette_used_or_not) {
    const std::vector<Color> kept{{255, 0, 255, 255}, {12, 34, 56, 255}, {9, 9, 9, 90}};
    auto pictures = quant::test::mixed();
    pictures.push_back(quant::test::noise(1, 1, 1));
    pictures.push_back(quant::test::noise(3, 1, 4));
    for (const Picture &picture : pictures) {
        for (const unsigned colors : {3U, 4U, 40U, 256U}) {
            quant::Options options(colors == 40 ? QUANT_PRESET_PAPER : QUANT_PRESET_BALANCED);
            options.colors = colors;
            options.keep = kept.data();
            options.keep_size = kept.size();
            const auto result = quant::quantize(picture.view(), options).value();
            BOOST_TEST(result.stats().colors <= colors);
            for (const Color &color : kept)
                BOOST_TEST(std::ranges::count_if(result.palette(), [&](const Color &c) {
                               return same(c, color);
                           }) == 1);
        }
    }
}

quant::Quantized keep(const quant_image &image, const std::vector<Color> &kept,
                      quant::Options options) {
    options.keep = kept.data();
    options.keep_size = kept.size();
    return quant::quantize(image, options).value();
}

BOOST_AUTO_TEST_CASE(opaque_pixels_get_translucent_colors_if_there_are_no_others) {
    const Picture picture = quant::test::photo(40, 30);
    const std::vector<Color> kept{{0, 0, 0, 128}, {200, 200, 200, 5}};
    std::vector<std::uint8_t> expected;
    for (int engine = QUANT_ENGINE_SEQUENTIAL; quant_engine_name(engine); ++engine) {
        quant::Options options;
        options.engine = engine;
        options.colors = 2;
        const auto result = keep(picture.view(), kept, options);
        for (std::size_t i = 0; i < result.indices().size(); ++i) {
            const bool bright = distance(&picture.pixels[3 * i], kept[1]) <
                                distance(&picture.pixels[3 * i], kept[0]);
            BOOST_REQUIRE(same(result.palette()[result.indices()[i]], kept[bright ? 1 : 0]));
        }
    }
}

BOOST_AUTO_TEST_CASE(transparent_pixels_have_their_entry_beside_kept_colors) {
    Picture picture = quant::test::noise(40, 30, 4);
    for (std::size_t i = 0; i < 300; ++i) picture.pixels[4 * i + 3] = 0;
    const std::vector<Color> kept{{255, 255, 255, 255}, {0, 255, 0, 255}};
    for (const unsigned colors : {3U, 4U, 30U}) {
        quant::Options options;
        options.colors = colors;
        const auto result = keep(picture.view(), kept, options);
        BOOST_TEST(same(result.palette()[result.indices()[0]], Color{0, 0, 0, 0}));
    }
}

BOOST_AUTO_TEST_CASE(more_search_is_not_worse_beside_kept_colors) {
    const Picture picture = quant::test::photo(300, 200);
    const std::vector<Color> kept{{96, 48, 32, 255},   {255, 224, 208, 255}, {144, 144, 144, 255},
                                  {64, 96, 64, 255},   {0, 0, 0, 255},       {255, 0, 0, 255},
                                  {112, 112, 96, 255}, {32, 64, 96, 255}};
    quant::Options options;
    options.inertia_tolerance = 0;
    for (const unsigned colors : {12U, 20U, 60U}) {
        options.colors = colors;
        options.search = QUANT_SEARCH_QUICK;
        const double quick = keep(picture.view(), kept, options).stats().inertia;
        options.search = QUANT_SEARCH_THOROUGH;
        BOOST_TEST(keep(picture.view(), kept, options).stats().inertia <= quick * 1.0001);
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused) {
    const Picture picture = quant::test::photo(20, 10);
    const auto refused = [&](auto change) {
        quant::Options options;
        change(options);
        const auto result = quant::quantize(picture.view(), options);
        return !result && result.error().status == QUANT_INVALID_ARGUMENT;
    };
    BOOST_TEST(refused([](quant_options &o) { o.palette = kSix.data(); }));
    BOOST_TEST(refused([](quant_options &o) {
        o.palette = kSix.data();
        o.palette_size = 257;
    }));
    BOOST_TEST(refused([](quant_options &o) {
        o.keep = kSix.data();
        o.keep_size = 6;
        o.colors = 5;
    }));
    BOOST_TEST(refused([](quant_options &o) {
        o.keep = o.palette = kSix.data();
        o.keep_size = o.palette_size = 6;
    }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
