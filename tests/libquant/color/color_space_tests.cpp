// Compares the conversions to and from the working spaces with published values and an independent
// form in doubles, and points of translucent colors with colors composited over backgrounds.
#include "color/color_space.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "base/random.h"
#include "color/linear_light.h"
#include "color/opponent_space.h"

namespace {

using namespace quant::core;

using Vector = std::array<double, 3>;

constexpr int kSpaces[] = {QUANT_SPACE_SRGB, QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB,
                           kVividSpace};

std::uint64_t packed(std::uint32_t r, std::uint32_t g, std::uint32_t b, std::uint32_t a) {
    return r | std::uint64_t{g} << 16 | std::uint64_t{b} << 32 | std::uint64_t{a} << 48;
}

// A random color of 8 bits per channel, packed and by channel.
struct Sample {
    explicit Sample(Random &random, std::uint32_t least_alpha = 0) {
        for (std::uint32_t &v : channel) v = static_cast<std::uint32_t>(random.below(256));
        channel[3] = std::max(channel[3], least_alpha);
    }
    std::uint64_t color() const { return packed(channel[0], channel[1], channel[2], channel[3]); }
    double fraction(std::size_t d) const { return channel[d] / 255.0; }

    std::uint32_t channel[4];
};

ColorSpace::Position position(const Point &p) {
    return {double(p.x[0]), double(p.x[1]), double(p.x[2]), double(p.x[3])};
}

Point point_of(int space, std::uint64_t color, unsigned bits = 8, bool has_alpha = false) {
    Point p;
    ColorSpace(space).convert(&color, 1, bits, has_alpha, &p);
    return p;
}

// Returns the coordinates of a point in the units of the space.
Vector coordinates(int space, const Point &p) {
    if (space == QUANT_SPACE_SRGB || space == QUANT_SPACE_LINEAR)
        return {p.x[0] / 32640.0, p.x[1] / 32640.0, p.x[2] / 32640.0};
    const double unit = space == QUANT_SPACE_LAB ? 128 : 32640;
    return {p.x[0] / unit, (p.x[1] - 16320) / unit, (p.x[2] - 16320) / unit};
}

double linear(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }

// Converts to a space by its published formulas, independently of the library's code.
Vector expected(int space, double r, double g, double b) {
    if (space == QUANT_SPACE_SRGB) return {r, g, b};
    r = linear(r), g = linear(g), b = linear(b);
    if (space == QUANT_SPACE_LINEAR) return {r, g, b};
    if (space == QUANT_SPACE_OKLAB || space == kVividSpace) {
        const double chroma = space == kVividSpace ? 1.4 : 1;
        const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                chroma * (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s),
                chroma * (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)};
    }
    const auto f = [](double t) {
        const double d = 6.0 / 29;
        return t > d * d * d ? std::cbrt(t) : t / (3 * d * d) + 4.0 / 29;
    };
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

BOOST_AUTO_TEST_SUITE(color_space_tests)

BOOST_AUTO_TEST_CASE(the_curve_of_srgb_is_the_standard_s_and_has_an_inverse) {
    const auto table = light_table(16);
    for (std::uint32_t v = 0; v < 65536; ++v) {
        BOOST_REQUIRE(std::abs(table[v] / double(kWhite) - linear(v / 65535.0)) <= 1e-9);
        BOOST_REQUIRE(channel_of_light(table[v] / double(kWhite), 65535) == v);
        if (v % 257 == 0) BOOST_REQUIRE(table[v] == light_table(8)[v / 257]);
    }
    // Rounding changes halfway between two channel values, not halfway between their light.
    BOOST_TEST(channel_of_light(linear(99.49 / 255), 255) == 99);
    BOOST_TEST(channel_of_light(linear(99.51 / 255), 255) == 100);
    BOOST_TEST(channel_of_light(-0.1, 255) == 0);
    BOOST_TEST(channel_of_light(1.1, 65535) == 65535);
}

BOOST_AUTO_TEST_CASE(the_cube_root_is_rounded_down_exactly) {
    Random random(1);
    const auto check = [](std::int64_t v) {
        const std::int64_t root = cube_root(v), n = v << 30;
        BOOST_REQUIRE(root * root * root <= n);
        BOOST_REQUIRE((root + 1) * (root + 1) * (root + 1) > n);
    };
    for (std::int64_t v = 0; v < 2000; ++v) check(v);
    for (std::int64_t k = 0; k <= 1024; ++k) check(k * k * k);
    for (int i = 0; i < 100000; ++i) check(static_cast<std::int64_t>(random.below(2 * kWhite + 1)));
    BOOST_TEST(cube_root(kWhite) == 1 << 20);
}

// The values are those of CSS Color Module Level 4 for Oklab, and for L*a*b* those of the 7-digit
// matrix, which B. Lindbloom's calculator gives.
BOOST_AUTO_TEST_CASE(white_black_and_the_primaries_are_where_the_publications_have_them) {
    struct Known {
        std::uint64_t color;
        Vector oklab, lab;
    };
    const Known table[] = {
        {packed(255, 255, 255, 255), {1, 0, 0}, {100, 0, 0}},
        {packed(0, 0, 0, 255), {0, 0, 0}, {0, 0, 0}},
        {packed(255, 0, 0, 255), {0.62796, 0.22486, 0.12585}, {53.2408, 80.0925, 67.2032}},
        {packed(0, 255, 0, 255), {0.86644, -0.23389, 0.17950}, {87.7347, -86.1827, 83.1793}},
        {packed(0, 0, 255, 255), {0.45201, -0.03246, -0.31153}, {32.2970, 79.1875, -107.8602}},
    };
    for (const Known &known : table) {
        const Vector oklab =
            coordinates(QUANT_SPACE_OKLAB, point_of(QUANT_SPACE_OKLAB, known.color));
        const Vector lab = coordinates(QUANT_SPACE_LAB, point_of(QUANT_SPACE_LAB, known.color));
        for (std::size_t d = 0; d < 3; ++d) {
            BOOST_TEST(std::abs(oklab[d] - known.oklab[d]) <= 0.51 / 32640 + 1e-5);
            BOOST_TEST(std::abs(lab[d] - known.lab[d]) <= 0.51 / 128 + 1e-3);
        }
    }
}

BOOST_AUTO_TEST_CASE(points_are_the_published_formulas_rounded) {
    Random random(2);
    for (const int space : kSpaces) {
        const double unit = space == QUANT_SPACE_LAB ? 128 : 32640;
        for (int i = 0; i < 50000; ++i) {
            std::uint32_t rgb[3];
            for (std::uint32_t &v : rgb) v = static_cast<std::uint32_t>(random.below(65536));
            const Vector exact =
                expected(space, rgb[0] / 65535.0, rgb[1] / 65535.0, rgb[2] / 65535.0);
            const Vector x =
                coordinates(space, point_of(space, packed(rgb[0], rgb[1], rgb[2], 65535), 16));
            for (std::size_t d = 0; d < 3; ++d)
                BOOST_REQUIRE(std::abs(x[d] - exact[d]) * unit <= 0.6);
        }
    }
}

BOOST_AUTO_TEST_CASE(grays_have_no_color) {
    for (const int space : {int{QUANT_SPACE_OKLAB}, int{QUANT_SPACE_LAB}, kVividSpace}) {
        for (std::uint32_t v = 0; v < 65536; v += 3) {
            const Point p = point_of(space, packed(v, v, v, 65535), 16);
            BOOST_REQUIRE(p.x[1] == kPointMiddle);
            BOOST_REQUIRE(p.x[2] == kPointMiddle);
        }
    }
}

// The values were recorded on the first machine; a difference breaks the promise of equal results.
BOOST_AUTO_TEST_CASE(points_have_the_same_bits_on_every_machine) {
    const auto hash = [](int space) {
        const ColorSpace converter(space);
        std::uint64_t h = 0xCBF29CE484222325U;
        std::vector<std::uint64_t> colors;
        for (std::uint32_t v = 0; v < 1U << 24; v += 31)
            colors.push_back(packed(v & 255, v >> 8 & 255, v >> 16, 255));
        for (std::uint32_t v = 0; v < 65536; ++v)
            colors.push_back(packed(v, v * 40503U & 65535, v * 9973U & 65535, 255));
        std::vector<Point> points(colors.size());
        const std::size_t bytes = colors.size() - 65536;
        converter.convert(colors.data(), bytes, 8, false, points.data());
        converter.convert(&colors[bytes], 65536, 16, false, &points[bytes]);
        for (const Point &p : points) h = (h ^ point_key(p)) * 0x100000001B3U;
        return h;
    };
    BOOST_TEST(hash(QUANT_SPACE_SRGB) == 0x0E067CBA250D8F9FU);
    BOOST_TEST(hash(QUANT_SPACE_LINEAR) == 0x423AC6417FE98F9FU);
    BOOST_TEST(hash(QUANT_SPACE_OKLAB) == 0xE52AEB0ACDAF8F9FU);
    BOOST_TEST(hash(QUANT_SPACE_LAB) == 0x5761CC1BB53C8F9FU);
    BOOST_TEST(hash(kVividSpace) == 0x734F6E00F0468F9FU);
}

BOOST_AUTO_TEST_CASE(an_8_bit_color_promoted_to_16_bits_is_the_same_point) {
    Random random(3);
    for (const int space : kSpaces) {
        for (int i = 0; i < 10000; ++i) {
            const Sample sample(random);
            const auto &v = sample.channel;
            const std::uint64_t wide = packed(v[0] * 257, v[1] * 257, v[2] * 257, v[3] * 257);
            for (const bool has_alpha : {false, true})
                BOOST_REQUIRE((point_of(space, sample.color(), 8, has_alpha) ==
                               point_of(space, wide, 16, has_alpha)));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_color_at_a_point_is_the_one_that_the_point_was_made_from) {
    Random random(4);
    for (const int space : kSpaces) {
        BOOST_TEST_CONTEXT("space " << space) {
            const ColorSpace converter(space);
            const auto check = [&](std::uint32_t r, std::uint32_t g, std::uint32_t b,
                                   bool has_alpha) {
                const Point p = point_of(space, packed(r, g, b, 255), 8, has_alpha);
                const quant_color16 c = converter.color_of(position(p), has_alpha, 8);
                BOOST_REQUIRE((c.r == r * 257 && c.g == g * 257 && c.b == b * 257 && c.a == 65535));
            };
            for (std::uint32_t v = 0; v < 256; ++v) check(v, v, v, v % 2 == 0);
            // Colors on the faces of the cube, where a channel can have the least effect.
            for (std::uint32_t v = 0; v < 65536; v += 11) {
                check(v & 255, v >> 8, v & 3, false);
                check(v & 255, v & 3, v >> 8, false);
                check(v & 3, v & 255, v >> 8, false);
            }
            for (int i = 0; i < 20000; ++i) {
                const Sample sample(random);
                check(sample.channel[0], sample.channel[1], sample.channel[2], i % 2 == 0);
            }
        }
    }
}

// Returns what is visible of a color over a gray background, in coordinates of the space.
Vector composited(int space, const Vector &color, double alpha, double gray) {
    const bool opponent = space != QUANT_SPACE_SRGB && space != QUANT_SPACE_LINEAR;
    Vector seen;
    for (std::size_t d = 0; d < 3; ++d)
        seen[d] = color[d] * alpha + (opponent && d > 0 ? 0 : gray * (1 - alpha));
    return seen;
}

BOOST_AUTO_TEST_CASE(a_distance_is_the_error_over_a_gray_background_on_average_over_all_grays) {
    Random random(5);
    for (const int space : kSpaces) {
        const double white = space == QUANT_SPACE_LAB ? 100 : 1;
        const double unit = space == QUANT_SPACE_LAB ? 128 : 32640;
        for (int i = 0; i < 5000; ++i) {
            Vector x[2];
            double alpha[2];
            Point p[2];
            for (std::size_t side = 0; side < 2; ++side) {
                const Sample sample(random);
                x[side] =
                    expected(space, sample.fraction(0), sample.fraction(1), sample.fraction(2));
                alpha[side] = sample.fraction(3);
                p[side] = point_of(space, sample.color(), 8, true);
            }
            // The error is quadratic in the gray, so Simpson's rule gives its exact integral.
            double mean = 0, measured = 0;
            for (const auto &[gray, weight] :
                 {std::pair(0.0, 1 / 6.0), {0.5, 4 / 6.0}, {1.0, 1 / 6.0}}) {
                const Vector a = composited(space, x[0], alpha[0], gray * white);
                const Vector b = composited(space, x[1], alpha[1], gray * white);
                for (std::size_t d = 0; d < 3; ++d) mean += weight * (a[d] - b[d]) * (a[d] - b[d]);
            }
            for (std::size_t d = 0; d < kDimensions; ++d)
                measured += (p[0].x[d] - p[1].x[d]) * double(p[0].x[d] - p[1].x[d]);
            // Each point is rounded by at most sqrt(4) / 2, including its alpha, which is even.
            BOOST_REQUIRE(std::abs(std::sqrt(measured) - std::sqrt(mean) * unit) <= 3);
        }
    }
}

BOOST_AUTO_TEST_CASE(all_that_is_transparent_is_one_point_and_the_nearest_to_it_are_faint) {
    for (const int space : kSpaces) {
        const ColorSpace converter(space);
        for (const unsigned bits : {8U, 16U})
            BOOST_TEST((point_of(space, 0, bits, true) == converter.transparent()));
        const quant_color16 c = converter.color_of(position(converter.transparent()), true, 8);
        BOOST_TEST((c.r == 0 && c.g == 0 && c.b == 0 && c.a == 0));
        BOOST_TEST(point_of(space, packed(255, 255, 255, 1), 8, true).x[3] > 0);
    }
}

BOOST_AUTO_TEST_CASE(translucent_colors_come_back_as_far_as_they_show) {
    Random random(6);
    for (const int space : kSpaces) {
        const ColorSpace converter(space);
        for (int i = 0; i < 20000; ++i) {
            const Sample sample(random, 1);
            const Point p = point_of(space, sample.color(), 8, true);
            const quant_color16 c = converter.color_of(position(p), true, 8);
            BOOST_REQUIRE(c.a == sample.channel[3] * 257U);
            const Point back = converter.point_of(c, 16, true);
            for (std::size_t d = 0; d < kDimensions; ++d)
                BOOST_REQUIRE(std::abs(back.x[d] - p.x[d]) <= 64);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
