// Compares the coordinates of colors of wide RGB spaces with those computed in doubles by way of X,
// Y and Z, and looks at profiles that are sRGB in all but a few bits.
#include "color/rgb_space.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "color/color_space.h"
#include "color/linear_light.h"
#include "libquant/profiles.h"
#include "map/dither_space.h"

namespace {

using namespace quant::core;
using namespace quant::test;

const RgbNumbers *const kWide[] = {&kDisplayP3, &kAdobeRgb, &kRec2020, &kProPhoto};

// Returns L, a and b of Oklab by way of X, Y and Z, as its author published it first.
Vector3 oklab(const Vector3 &xyz) {
    constexpr double to_cones[3][3] = {{0.8189330101, 0.3618667424, -0.1288597137},
                                       {0.0329845436, 0.9293118715, 0.0361456387},
                                       {0.0482003018, 0.2643662691, 0.6338517070}};
    double root[3];
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 3; ++j) sum += to_cones[i][j] * xyz[j];
        root[i] = std::cbrt(std::max(sum, 0.0));
    }
    return {0.2104542553 * root[0] + 0.7936177850 * root[1] - 0.0040720468 * root[2],
            1.9779984951 * root[0] - 2.4285922050 * root[1] + 0.4505937099 * root[2],
            0.0259040371 * root[0] + 0.7827717662 * root[1] - 0.8086757660 * root[2]};
}

Vector3 lab(const Vector3 &xyz) {
    constexpr Vector3 white{0.95047, 1, 1.08883};
    double root[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const double t = std::max(xyz[i] / white[i], 0.0), d = 6.0 / 29;
        root[i] = t > d * d * d ? std::cbrt(t) : t / (3 * d * d) + 4.0 / 29;
    }
    return {116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])};
}

// Returns the coordinates of a color on the scale of points, with opponent colors at a part of
// theirs, and clamped to it.
Vector3 expected(int space, const RgbNumbers &numbers, const std::array<std::uint16_t, 3> &channels,
                 double chroma) {
    Vector3 light;
    for (std::size_t c = 0; c < 3; ++c) light[c] = numbers.light(channels[c] / 255.0);
    if (space == QUANT_SPACE_LINEAR)
        return {light[0] * kPointMax, light[1] * kPointMax, light[2] * kPointMax};
    const Vector3 xyz = numbers.to_xyz(light);
    Vector3 x = space == QUANT_SPACE_LAB ? lab(xyz) : oklab(xyz);
    const double unit = space == QUANT_SPACE_LAB ? 128 : kPointMax;
    x[0] = std::clamp(x[0] * unit, 0.0, space == QUANT_SPACE_LAB ? 12800 : double{kPointMax});
    for (std::size_t d = 1; d < 3; ++d)
        x[d] = std::clamp(kPointMiddle + x[d] * unit * chroma, 0.0, double{kPointMax});
    return x;
}

// Returns colors whose channels have their extremes more often than others.
std::vector<std::array<std::uint16_t, 3>> colors_of(std::uint64_t seed, int count) {
    Random random(seed);
    std::vector<std::array<std::uint16_t, 3>> colors(static_cast<std::size_t>(count));
    for (auto &color : colors)
        for (auto &v : color)
            v = static_cast<std::uint16_t>(random.below(3) == 0 ? random.below(2) * 255
                                                                : random.below(256));
    return colors;
}

// A thousandth of the scale: matrices of profiles and of the two ways have 4 digits. Near the dark
// end, roots are steep, and of L*a*b* a unit is a larger part of the scale.
constexpr double kTolerance = 100;

BOOST_AUTO_TEST_SUITE(rgb_space_tests)

BOOST_AUTO_TEST_CASE(coordinates_are_those_of_the_color_by_way_of_xyz) {
    for (const RgbNumbers *numbers : kWide) {
        const auto rgb = RgbSpace::of_profile(numbers->profile());
        for (const int number : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const ColorSpace space(number, *rgb);
            double sum = 0;
            const auto colors = colors_of(1, 3000);
            for (const auto &[r, g, b] : colors) {
                const Point point = space.point_of({r, g, b, 255}, 8, false);
                const Vector3 x = expected(number, *numbers, {r, g, b}, 1);
                for (std::size_t d = 0; d < 3; ++d) {
                    sum += std::abs(point.x[d] - x[d]);
                    BOOST_TEST_CONTEXT(number << " " << r << " " << g << " " << b << " " << d)
                    BOOST_REQUIRE_SMALL(point.x[d] - x[d], kTolerance);
                }
            }
            BOOST_TEST(sum / static_cast<double>(3 * colors.size()) < 8);
        }
    }
}

// Curves of samples are flat near black; some are flat at white too.
BOOST_AUTO_TEST_CASE(channel_values_come_back_from_their_light) {
    std::vector<std::uint16_t> samples(256), cut(256);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] =
            static_cast<std::uint16_t>(std::lround(65535 * std::pow(double(i) / 255, 2.2)));
        cut[i] = static_cast<std::uint16_t>(std::clamp(int(i) * 300 - 3000, 0, 65535));
    }
    for (const Bytes &curve : {gamma_data(2.2), samples_data(samples), samples_data(cut)}) {
        const auto rgb = RgbSpace::of_profile(profile_of("GRAY", {{"kTRC", curve}}));
        const auto light = rgb->light_table(0, 8);
        for (std::uint32_t v = 0; v < 256; ++v) {
            const auto first = std::ranges::find(light, light[v]) - light.begin();
            const bool is_white = light[v] == light[255];
            BOOST_TEST(rgb->channel_of_light(0, light[v] / double(kWhite), 255) ==
                       (is_white ? 255 : first));
        }
    }
}

BOOST_AUTO_TEST_CASE(dithering_has_the_same_coordinates_with_opponent_colors_halved) {
    for (const RgbNumbers *numbers : kWide) {
        const auto rgb = RgbSpace::of_profile(numbers->profile());
        for (const int number : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const DitherSpace space(number, *rgb, false);
            const double chroma = number == QUANT_SPACE_LINEAR ? 1 : 0.5;
            std::vector<std::uint8_t> pixels;
            const auto colors = colors_of(2, 1001);
            for (const auto &color : colors)
                for (const auto v : color) pixels.push_back(static_cast<std::uint8_t>(v));
            std::vector<Point> points(colors.size());
            const quant_image image{pixels.data(), colors.size(), 1, 0, 3, 8};
            space.load_points(ImageView(image), 0, points.size(), points.data());
            for (std::size_t i = 0; i < colors.size(); ++i) {
                const Vector3 x = expected(number, *numbers, colors[i], chroma);
                for (std::size_t d = 0; d < 3; ++d) {
                    BOOST_REQUIRE(points[i].x[d] >= 0 && points[i].x[d] <= space.most()[d]);
                    BOOST_REQUIRE_SMALL(points[i].x[d] - x[d], kTolerance);
                }
                const auto &[r, g, b] = colors[i];
                const auto wide = [](std::uint16_t v) { return std::uint16_t(v * 257); };
                const Point entry = space.point_of({wide(r), wide(g), wide(b), 65535});
                for (std::size_t d = 0; d < 3; ++d)
                    BOOST_REQUIRE(std::abs(entry.x[d] - points[i].x[d]) <= 1);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(grays_are_neutral_and_white_is_the_lightest_color) {
    for (const RgbNumbers *numbers : kWide) {
        const auto rgb = RgbSpace::of_profile(numbers->profile());
        for (const int number : {QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const ColorSpace space(number, *rgb);
            for (std::uint16_t v = 0; v < 256; ++v) {
                const Point point = space.point_of({v, v, v, 255}, 8, false);
                BOOST_REQUIRE(point.x[1] == kPointMiddle && point.x[2] == kPointMiddle);
            }
            const Point white = space.point_of({255, 255, 255, 255}, 8, false);
            BOOST_TEST(white.x[0] == 2 * space.transparent().x[0]);
        }
    }
}

BOOST_AUTO_TEST_CASE(points_become_the_colors_that_they_were) {
    for (const RgbNumbers *numbers : {&kDisplayP3, &kRec2020}) {
        const auto rgb = RgbSpace::of_profile(numbers->profile());
        for (const int number : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB}) {
            const ColorSpace space(number, *rgb);
            for (const auto &[r, g, b] : colors_of(3, 2000)) {
                const Point p = space.point_of({r, g, b, 255}, 8, false);
                const auto color =
                    space.color_of({double(p.x[0]), double(p.x[1]), double(p.x[2])}, false, 8);
                // Near black, a step of the channel is less than one of linear light or Oklab.
                const int near = std::min({r, g, b}) < 24 ? 12 : 1;
                BOOST_REQUIRE_LE(std::abs(color.r / 257 - r), near);
                BOOST_REQUIRE_LE(std::abs(color.g / 257 - g), near);
                BOOST_REQUIRE_LE(std::abs(color.b / 257 - b), near);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(light_tables_rise_and_have_an_inverse_in_8_and_16_bits) {
    for (const RgbNumbers *numbers : kWide) {
        const auto rgb = RgbSpace::of_profile(numbers->profile());
        const auto narrow = rgb->light_table(1, 8), wide = rgb->light_table(1, 16);
        BOOST_TEST(narrow[255] == kWhite);
        for (std::uint32_t v = 0; v < 256; ++v) {
            BOOST_REQUIRE(wide[257 * v] == narrow[v]);
            BOOST_REQUIRE_SMALL(narrow[v] / double(kWhite) - numbers->light(v / 255.0), 1e-4);
            BOOST_REQUIRE(rgb->channel_of_light(1, narrow[v] / double(kWhite), 255) == v);
        }
        for (std::uint32_t v = 1; v < 65536; ++v) BOOST_REQUIRE(wide[v] >= wide[v - 1]);
        BOOST_TEST(rgb->channel_of_light(1, -1, 255) == 0);
        BOOST_TEST(rgb->channel_of_light(1, 2, 65535) == 65535);
    }
}

// The largest differences of the profiles in the test pictures and in Debian that are called sRGB
// are 0.042 steps of a curve and 0.0006 of the matrix; those of the nearest other one, a gamma of
// 2.2 with sRGB's primaries, are 8.5 steps.
BOOST_AUTO_TEST_CASE(profiles_of_srgb_count_as_srgb) {
    const auto is_srgb = [](const Bytes &profile) {
        return RgbSpace::of_profile(profile).get() == &RgbSpace::srgb();
    };
    BOOST_TEST(is_srgb(kSrgb.profile()));
    std::vector<std::uint16_t> samples(1024);  // as in the profile of 1998
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<std::uint16_t>(
            std::lround(65535 * kSrgb.light(static_cast<double>(i) / 1023)));
    BOOST_TEST(is_srgb(profile_of("GRAY", {{"kTRC", samples_data(samples)}})));
    RgbNumbers gamma = kSrgb;
    gamma.gamma = 2.2;
    BOOST_TEST(!is_srgb(gamma.profile()));
    for (const RgbNumbers *numbers : kWide) BOOST_TEST(!is_srgb(numbers->profile()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
