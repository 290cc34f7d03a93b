// Tests damped counts and importance maps, which weight the pixels while a palette is chosen.
#include "histogram/weights.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "base/random.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::Color;
using quant::test::Picture;
using quant::test::team_of;

quant::Quantized result_of(const quant_image &image, const quant_options &options) {
    return quant::quantize(image, options).value();
}

std::vector<std::uint32_t> colors_of(const quant::Quantized &result) {
    std::vector<std::uint32_t> colors;
    for (const Color &c : result.palette())
        colors.push_back(std::uint32_t{c.r} << 24 | std::uint32_t{c.g} << 16 |
                         std::uint32_t{c.b} << 8 | c.a);
    return colors;
}

bool same(const quant::Quantized &a, const quant::Quantized &b) {
    return colors_of(a) == colors_of(b) && std::ranges::equal(a.indices(), b.indices());
}

quant::Options mapped(const std::vector<std::uint8_t> &map, std::size_t width,
                      quant::Options options = {}) {
    options.importance = map.data();
    options.importance_stride_bytes = static_cast<std::ptrdiff_t>(width);
    return options;
}

std::vector<std::uint8_t> random_map(const Picture &picture, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::uint8_t> map(picture.width * picture.height);
    for (std::uint8_t &value : map) value = static_cast<std::uint8_t>(random.below(4));
    return map;
}

// Returns a gray ramp of 600 x 600 pixels with 36 red pixels.
Picture gray_ramp_with_red() {
    Picture picture{"red in gray", 600, 600, 3, {}};
    for (std::size_t i = 0; i < 600 * 600; ++i) {
        const bool red = i % 600 < 6 && i / 600 < 6;
        const auto gray = static_cast<std::uint8_t>(i % 600 * 255 / 599);
        picture.pixels.insert(picture.pixels.end(),
                              {red ? std::uint8_t{255} : gray, red ? std::uint8_t{0} : gray,
                               red ? std::uint8_t{0} : gray});
    }
    return picture;
}

BOOST_AUTO_TEST_SUITE(weights_tests)

BOOST_AUTO_TEST_CASE(damped_counts_are_powers) {
    BOOST_TEST(damped(1, 512) == 1U << 12);
    BOOST_TEST(damped(1, 1024) == 1U << 12);
    BOOST_TEST(damped(36, 512) == 6U << 12);
    BOOST_TEST(damped(1'000'000, 1024) == 1U << 12);
    BOOST_TEST(damped(std::uint64_t{1} << 40, 512) == std::uint64_t{1} << 32);
    for (std::uint64_t n = 1; n < 1'000'000'000; n = n * 3 / 2 + 1)
        for (const unsigned protection : {1U, 100U, 300U, 700U, 1023U})
            BOOST_TEST(static_cast<double>(damped(n, protection)) / 4096 ==
                           std::pow(static_cast<double>(n), 1 - protection / 1024.0),
                       boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(sums_of_importance_are_those_of_each_color) {
    auto pictures = quant::test::mixed();
    pictures.push_back(quant::test::photo(400, 300));  // large enough for several threads
    for (const Picture &picture : pictures) {
        BOOST_TEST_CONTEXT(picture.name) {
            auto values = random_map(picture, 3);
            for (std::uint8_t &value : values) value = static_cast<std::uint8_t>(value * 50);
            values[0] = 100;
            const ImageView image(picture.view());
            const auto colors = Histogram(image, team_of(1)).colors();
            std::vector<Point> points(image.pixels());
            image.load_points(0, points.size(), points.data());
            std::map<std::uint64_t, std::uint64_t> expected;
            for (std::size_t i = 0; i < points.size(); ++i)
                expected[point_key(points[i])] += values[i];
            // The map is also given upside down, because its rows are found by their stride.
            auto flipped = values;
            const auto width = static_cast<std::ptrdiff_t>(picture.width);
            for (std::size_t y = 0; y < picture.height; ++y)
                std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(y) * width, width,
                            flipped.end() - static_cast<std::ptrdiff_t>(y + 1) * width);
            const ImportanceMap upright{values.data(), width, picture.width, picture.height};
            const ImportanceMap upside_down{flipped.data() + flipped.size() - picture.width, -width,
                                            picture.width, picture.height};
            for (const ImportanceMap &map : {upright, upside_down}) {
                BOOST_TEST(map.divisor() == 50U);
                for (const unsigned threads : {1U, 3U}) {
                    const auto sums = importance_of(colors, image, map, team_of(threads));
                    for (std::size_t i = 0; i < colors.size(); ++i)
                        BOOST_REQUIRE(sums[i] * 50 == expected[point_key(colors[i].point)]);
                }
            }
        }
    }
}

// A pixel of importance 3 must count as three such pixels, which is an independent way to the same
// palette.
BOOST_AUTO_TEST_CASE(importance_is_as_if_there_were_more_pixels) {
    for (const Picture &picture : quant::test::mixed()) {
        const auto map = random_map(picture, 8);
        Picture repeated = picture;
        repeated.pixels.clear();
        for (std::size_t i = 0; i < map.size(); ++i)
            for (int copy = 0; copy < map[i]; ++copy)
                repeated.pixels.insert(
                    repeated.pixels.end(),
                    picture.pixels.begin() + static_cast<std::ptrdiff_t>(i * picture.channels),
                    picture.pixels.begin() +
                        static_cast<std::ptrdiff_t>((i + 1) * picture.channels));
        repeated.width = repeated.pixels.size() / picture.channels;
        repeated.height = 1;
        for (int preset = 0; quant_preset_name(preset); ++preset) {
            BOOST_TEST_CONTEXT(picture.name << ", preset " << preset) {
                quant::Options options(static_cast<quant_preset>(preset));
                options.colors = 12;
                options.sample = 0;  // one of the pictures may be larger than the sample
                const auto weighed = result_of(picture.view(), mapped(map, picture.width, options));
                const auto expected = result_of(repeated.view(), options);
                // No colors are chosen for an exact picture.
                if (weighed.stats().exact == 1 || expected.stats().exact == 1) continue;
                // Only the weighed palette can have entries that are nearest only to pixels of no
                // importance.
                auto a = colors_of(weighed), b = colors_of(expected);
                std::ranges::sort(a);
                std::ranges::sort(b);
                BOOST_TEST(std::ranges::includes(a, b));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_map_that_is_the_same_everywhere_changes_nothing) {
    for (const Picture &picture : quant::test::mixed()) {
        for (int space = 0; quant_space_name(space); ++space) {
            BOOST_TEST_CONTEXT(picture.name << ", space " << space) {
                quant::Options options;
                options.colors = 20;
                options.space = space;
                const auto plain = result_of(picture.view(), options);
                const std::vector<std::uint8_t> map(picture.width * picture.height, 200);
                const auto weighed = result_of(picture.view(), mapped(map, picture.width, options));
                BOOST_TEST(same(plain, weighed));
                BOOST_TEST(plain.stats().inertia == weighed.stats().inertia);
                BOOST_TEST(plain.stats().palette_mse == weighed.stats().palette_mse);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(few_pixels_of_a_distinct_color_survive_protected) {
    const Picture picture = gray_ramp_with_red();
    for (int space = 0; quant_space_name(space); ++space) {
        quant::Options options;
        options.colors = 16;
        options.space = space;
        // In Oklab, hues differ less than lightness does.
        options.protect = space == QUANT_SPACE_OKLAB ? 0.7 : 0.5;
        const auto result = result_of(picture.view(), options);
        const Color red = result.palette()[result.indices()[0]];
        BOOST_TEST_CONTEXT("space " << space)
        BOOST_TEST((red.r == 255 && red.g == 0 && red.b == 0));
        BOOST_TEST(result.counts()[result.indices()[0]] == 36U);
    }
    // Without protection, the red pixels are lost.
    quant::Options options;
    options.colors = 16;
    const auto result = result_of(picture.view(), options);
    const Color gray = result.palette()[result.indices()[0]];
    BOOST_TEST(gray.r - gray.g < 30);
}

BOOST_AUTO_TEST_CASE(what_is_important_is_reproduced_better_and_the_rest_worse) {
    const Picture picture = quant::test::photo(200, 150);
    std::vector<std::uint8_t> map(200 * 150, 1);
    for (std::size_t y = 90; y < 130; ++y)
        for (std::size_t x = 60; x < 140; ++x) map[y * 200 + x] = 255;
    quant::Options options;
    options.colors = 16;
    const auto error_within = [&](const quant::Quantized &result, bool inside) {
        double error = 0;
        for (std::size_t i = 0; i < map.size(); ++i) {
            if ((map[i] == 255) != inside) continue;
            const Color &c = result.palette()[result.indices()[i]];
            const std::uint8_t *p = &picture.pixels[3 * i];
            error += std::pow(p[0] - c.r, 2) + std::pow(p[1] - c.g, 2) + std::pow(p[2] - c.b, 2);
        }
        return error;
    };
    const auto plain = result_of(picture.view(), options);
    const auto weighed = result_of(picture.view(), mapped(map, 200, options));
    BOOST_TEST(error_within(weighed, true) < 0.7 * error_within(plain, true));
    BOOST_TEST(error_within(weighed, false) > error_within(plain, false));
    // The errors in the statistics are those of the real pixels, without weights.
    const double error = error_within(weighed, true) + error_within(weighed, false);
    BOOST_TEST(weighed.stats().palette_mse == error / (200 * 150),
               boost::test_tools::tolerance(1e-12));
    BOOST_TEST(weighed.stats().mse == weighed.stats().palette_mse,
               boost::test_tools::tolerance(0.01));
}

// With any combination of options, each pixel gets its nearest entry, and the number of threads
// does not change the result.
BOOST_AUTO_TEST_CASE(weights_go_with_all_other_options) {
    for (const Picture &picture : quant::test::mixed()) {
        const auto map = random_map(picture, 5);
        for (int space = 0; quant_space_name(space); ++space) {
            BOOST_TEST_CONTEXT(picture.name << ", space " << space) {
                const Color kept{10, 250, 20, 255};
                quant::Options options = mapped(map, picture.width);
                options.space = space;
                options.colors = 9;
                options.protect = 0.3;
                options.keep = &kept;
                options.keep_size = 1;
                options.dither = space % 2 == 0 ? QUANT_DITHER_NONE : QUANT_DITHER_FLOYD_STEINBERG;
                options.threads = 1;
                const auto result = result_of(picture.view(), options);
                options.threads = 3;
                BOOST_TEST(same(result, result_of(picture.view(), options)));
                BOOST_TEST(result.stats().colors <= 9U);
                BOOST_TEST(std::ranges::any_of(result.palette(), [&](const Color &c) {
                    return c.r == 10 && c.g == 250 && c.b == 20 && c.a == 255;
                }));
                if (options.dither != QUANT_DITHER_NONE || space != QUANT_SPACE_SRGB) continue;
                if (ImageView(picture.view()).has_alpha()) continue;
                const auto nearest = [&](const std::uint8_t *pixel) {
                    int least = 1 << 30;
                    for (const Color &c : result.palette()) {
                        const int r = pixel[0] - c.r;
                        const int g = pixel[picture.channels < 3 ? 0 : 1] - c.g;
                        const int b = pixel[picture.channels < 3 ? 0 : 2] - c.b;
                        least = std::min(least, r * r + g * g + b * b);
                    }
                    return least;
                };
                double error = 0;
                for (std::size_t i = 0; i < map.size(); ++i)
                    error += nearest(&picture.pixels[i * picture.channels]);
                // Each pixel has its nearest written color, except for the rounding of centroids
                // to 8 bits.
                BOOST_TEST(result.stats().palette_mse >= error / static_cast<double>(map.size()));
                BOOST_TEST(result.stats().palette_mse <=
                           error / static_cast<double>(map.size()) * 1.05 + 0.01);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(transparent_pixels_have_their_entry_though_they_do_not_count) {
    Picture picture = quant::test::noise(40, 30, 4);
    std::vector<std::uint8_t> map(40 * 30, 9);
    for (std::size_t i = 0; i < 300; ++i) {
        picture.pixels[4 * i + 3] = 0;
        map[i] = 0;
    }
    quant::Options options = mapped(map, 40);
    options.colors = 8;
    options.protect = 1;
    const auto result = result_of(picture.view(), options);
    const Color first = result.palette()[result.indices()[0]];
    BOOST_TEST((first.r == 0 && first.g == 0 && first.b == 0 && first.a == 0));
}

BOOST_AUTO_TEST_CASE(exact_pictures_stay_exact) {
    const Picture picture = gray_ramp_with_red();
    std::vector<std::uint8_t> map(600 * 600);
    map[0] = 1;
    quant::Options options = mapped(map, 600);
    options.protect = 1;
    options.colors = 256;
    // 256 grays and a red are one color too many, but only one pixel counts.
    auto result = result_of(picture.view(), options);
    BOOST_TEST(result.stats().colors == 1U);
    options.importance = nullptr;
    Picture gray = picture;
    for (std::size_t i = 0; i < 600 * 600; ++i) gray.pixels[3 * i] = gray.pixels[3 * i + 1];
    result = result_of(gray.view(), options);
    BOOST_TEST(result.stats().exact == 1);
}

// A histogram gives the same palette as its pixels, also with protection or a target.
BOOST_AUTO_TEST_CASE(histograms_know_of_all_but_importance) {
    for (const Picture &picture : quant::test::mixed()) {
        for (int space = 0; quant_space_name(space); ++space) {
            BOOST_TEST_CONTEXT(picture.name << ", space " << space) {
                quant::Histogram histogram;
                BOOST_REQUIRE(!histogram.add(picture.view()));
                quant::Options options;
                options.space = space;
                options.colors = 20;
                options.protect = 0.6;
                for (const double target : {0.0, 24.0, 99.0}) {
                    options.target_psnr = target;
                    const auto of_pixels = result_of(picture.view(), options);
                    const auto result = histogram.quantize(options).value();
                    BOOST_TEST(colors_of(result) == colors_of(of_pixels));
                    BOOST_TEST(result.stats().target_missed == of_pixels.stats().target_missed);
                }
                options.importance = picture.pixels.data();
                BOOST_TEST(histogram.quantize(options).error().status == QUANT_INVALID_ARGUMENT);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(weights_fit_whatever_they_are) {
    // A histogram holds at most 2^32 - 1 pixels; here all but one have the same color.
    const Point black{}, white{{kPointMax, kPointMax, kPointMax, 0}};
    const Histogram full({{black, Histogram::kMostPixels - 1}, {white, 1}}, false);
    for (const double protect : {1.0 / 1024, 0.25, 1.0}) {
        quant::Options options;
        options.protect = protect;
        const Histogram result = weighted(full, nullptr, options, team_of(1));
        const auto colors = result.colors();
        BOOST_REQUIRE(colors.size() == 2U);
        BOOST_TEST(result.total().n <= Histogram::kMostPixels);
        const double ratio = std::pow(static_cast<double>(Histogram::kMostPixels - 1), 1 - protect);
        if (ratio < 1e8)  // otherwise the weight of the single pixel would be less than 1
            BOOST_TEST(
                static_cast<double>(colors[0].weight) / static_cast<double>(colors[1].weight) ==
                    ratio,
                boost::test_tools::tolerance(0.02));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
