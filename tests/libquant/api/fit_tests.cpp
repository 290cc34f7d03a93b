// Tests fits of a palette to many dithered images, through the C++ interface, which calls the C
// interface.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libquant/pictures.h"

namespace {

using quant::test::Picture;
using Colors = std::vector<quant_color16>;

bool equal(std::span<const quant_color16> a, std::span<const quant_color16> b) {
    const auto key = [](const quant_color16 &c) { return std::tuple(c.r, c.g, c.b, c.a); };
    return std::ranges::equal(a, b, {}, key, key);
}

quant::Options automatic(unsigned colors, unsigned threads = 1) {
    quant::Options options;
    options.dither = QUANT_DITHER_AUTO;
    options.colors = colors;
    options.threads = threads;
    return options;
}

Colors chosen(const std::vector<Picture> &pictures, const quant_options &options) {
    quant::Histogram histogram;
    for (const Picture &picture : pictures) BOOST_REQUIRE(!histogram.add(picture.view()));
    const auto result = histogram.quantize(options).value();
    return {result.palette16().begin(), result.palette16().end()};
}

Colors fitted(const std::vector<Picture> &pictures, const Colors &colors,
              const quant_options &options) {
    auto fit = quant::Fit::create(colors, options).value();
    for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        for (const Picture &picture : pictures) BOOST_REQUIRE(!fit.add(picture.view(), options));
        BOOST_REQUIRE(!fit.end_round());
    }
    return {fit.palette16().begin(), fit.palette16().end()};
}

// Returns the total error of the means of 8 x 8 pixels, in sRGB, of dithered pictures.
double seen_error(const std::vector<Picture> &pictures, const Colors &colors) {
    std::vector<quant_color> palette;
    for (const quant_color16 &c : colors)
        palette.push_back({static_cast<std::uint8_t>(c.r / 257),
                           static_cast<std::uint8_t>(c.g / 257),
                           static_cast<std::uint8_t>(c.b / 257), 255});
    quant::Options options = automatic(static_cast<unsigned>(palette.size()));
    options.palette = palette.data();
    options.palette_size = palette.size();
    double error = 0;
    for (const Picture &picture : pictures) {
        const auto result = quant::quantize(picture.view(), options).value();
        for (std::size_t y = 0; y + 8 <= picture.height; y += 8) {
            for (std::size_t x = 0; x + 8 <= picture.width; x += 8) {
                double sum[3] = {};
                for (std::size_t i = 0; i < 64; ++i) {
                    const std::size_t at = (y + i / 8) * picture.width + x + i % 8;
                    const quant_color c = result.palette()[result.indices()[at]];
                    const std::uint8_t *const p = &picture.pixels[3 * at];
                    sum[0] += p[0] - c.r, sum[1] += p[1] - c.g, sum[2] += p[2] - c.b;
                }
                for (const double s : sum) error += s * s;
            }
        }
    }
    return error;
}

BOOST_AUTO_TEST_SUITE(fit_tests)

BOOST_AUTO_TEST_CASE(one_image_gets_the_palette_that_it_has_alone) {
    for (const Picture &picture : quant::test::mixed()) {
        for (const unsigned threads : {1U, 3U}) {
            quant::Options options = automatic(12, threads);
            options.protect = picture.channels == 3 ? 0.25 : 0;
            const auto alone = quant::quantize(picture.view(), options).value();
            if (alone.stats().exact != 0) continue;
            // A histogram does not know what is drawn, and therefore in Oklab itself.
            if (alone.stats().dithered == 0) options.space = QUANT_SPACE_OKLAB;
            const Colors start = chosen({picture}, options);
            BOOST_TEST_CONTEXT(picture.name) {
                BOOST_TEST(equal(fitted({picture}, start, options), alone.palette16()));
                BOOST_TEST(equal(start, alone.palette16()) == (alone.stats().dithered == 0));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(alpha_that_is_kept_is_what_pixels_count) {
    Picture picture = quant::test::photo(90, 60);
    picture.channels = 4;
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < 90 * 60; ++i) {
        pixels.insert(pixels.end(), &picture.pixels[3 * i], &picture.pixels[3 * i] + 3);
        pixels.push_back(static_cast<std::uint8_t>(i % 90 * 255 / 89));
    }
    picture.pixels = std::move(pixels);
    quant::Options options = automatic(14);
    options.keep_alpha = 1;
    const auto alone = quant::quantize(picture.view(), options).value();
    options.dither = QUANT_DITHER_NONE;
    options.space = QUANT_SPACE_OKLAB;
    const auto plain = quant::quantize(picture.view(), options).value();
    options.dither = QUANT_DITHER_AUTO;
    const Colors start(plain.palette16().begin(), plain.palette16().end());
    BOOST_TEST(equal(fitted({picture}, start, options), alone.palette16()));
    BOOST_TEST(!equal(start, alone.palette16()));
}

BOOST_AUTO_TEST_CASE(a_shared_palette_is_better_once_it_is_fitted_in_any_order) {
    const std::vector<Picture> pictures{quant::test::photo(160, 120, 1),
                                        quant::test::photo(120, 90, 2),
                                        quant::test::photo(200, 40, 3)};
    const std::vector<Picture> reversed(pictures.rbegin(), pictures.rend());
    for (const unsigned k : {6U, 24U}) {
        const Colors start = chosen(pictures, automatic(k));
        const Colors colors = fitted(pictures, start, automatic(k));
        BOOST_TEST(seen_error(pictures, colors) < 0.9 * seen_error(pictures, start));
        BOOST_TEST(equal(fitted(reversed, start, automatic(k, 3)), colors));
    }
}

BOOST_AUTO_TEST_CASE(kept_colors_stay_and_drawings_alone_move_nothing) {
    const Picture photo = quant::test::photo(100, 80);
    const quant_color red{226, 0, 26, 255};
    quant::Options options = automatic(9);
    options.keep = &red;
    options.keep_size = 1;
    const Colors colors = fitted({photo}, chosen({photo}, options), options);
    BOOST_TEST(std::ranges::any_of(colors, [](const quant_color16 &c) {
        return c.r == 226 * 257 && c.g == 0 && c.b == 26 * 257;
    }));
    const Picture drawing{"drawing", 64, 64, 3, std::vector<std::uint8_t>(3 * 64 * 64, 200)};
    options = automatic(9);
    options.palette_bits = 16;
    const Colors start = chosen({photo}, options);
    BOOST_TEST(equal(fitted({drawing}, start, options), start));
    // Beside a photograph they keep the color that they have.
    const Colors both = fitted({drawing, photo}, chosen({drawing, photo}, options), options);
    BOOST_TEST(std::ranges::any_of(
        both, [](const quant_color16 &c) { return c.r == 200 * 257 && c.g == c.r && c.b == c.r; }));
    BOOST_TEST(!equal(both, chosen({drawing, photo}, options)));
    options.dither_strength = 0;
    BOOST_TEST(equal(fitted({photo}, start, options), start));
}

BOOST_AUTO_TEST_CASE(images_of_all_kinds_share_a_palette) {
    const Colors start = chosen(quant::test::mixed(), automatic(20));
    const Colors colors = fitted(quant::test::mixed(), start, automatic(20));
    for (std::size_t k = 0; k < start.size(); ++k) {
        BOOST_TEST(colors[k].a == start[k].a);
    }
    BOOST_TEST(!equal(colors, start));
}

BOOST_AUTO_TEST_CASE(a_canceled_image_does_not_count) {
    const Picture photo = quant::test::photo(300, 200), other = quant::test::photo(90, 90, 2);
    const quant::Options options = automatic(16);
    const Colors start = chosen({photo}, options);
    auto fit = quant::Fit::create(start, options).value();
    for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        const auto error =
            fit.add(other.view(), options, [](const quant::Progress &) { return false; });
        BOOST_REQUIRE(error);
        BOOST_TEST(error->status == QUANT_CANCELED);
        BOOST_TEST(!fit.add(photo.view(), options));
        BOOST_TEST(!fit.end_round());
    }
    BOOST_TEST(equal(fit.palette16(), fitted({photo}, start, options)));
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_named) {
    const auto message = [](auto &&call) {
        quant_error error;
        BOOST_TEST(call(&error) == int{QUANT_INVALID_ARGUMENT});
        return std::string(error.message);
    };
    const quant_color16 color{1, 2, 3, 65535};
    const quant::Options options;
    quant_fit *fit = nullptr;
    BOOST_TEST(message([&](quant_error *e) {
                   return quant_fit_new(nullptr, 1, &options, &fit, e);
               }) == "palette is null");
    BOOST_TEST(message([&](quant_error *e) {
                   return quant_fit_new(&color, 1, &options, nullptr, e);
               }) == "fit is null");
    for (const std::size_t size : {std::size_t{0}, std::size_t{257}})
        BOOST_TEST(message([&](quant_error *e) {
                       return quant_fit_new(&color, size, &options, &fit, e);
                   }) == "palette_size is " + std::to_string(size) + ", must be 1 to 256");
    BOOST_REQUIRE(quant_fit_new(&color, 1, &options, &fit, nullptr) == QUANT_OK);
    BOOST_TEST(message([&](quant_error *e) { return quant_fit_add(fit, nullptr, &options, e); }) ==
               "image is null");
    BOOST_TEST(message([&](quant_error *e) { return quant_fit_end_round(nullptr, e); }) ==
               "fit is null");
    quant_fit_free(fit);
    quant_fit_free(nullptr);
    BOOST_TEST(!quant_fit_palette16(nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
