// Compares the fitted palette with one that is fitted in doubles, and tests what must not move.
#include "map/fit_palette.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cluster/entries.h"
#include "color/rgb_space.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"
#include "map/color_rarity.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;
using Colors = std::vector<quant_color16>;
using Indices = std::vector<std::uint8_t>;

constexpr DitherMethod kMethod{QUANT_DITHER_AUTO, kFullStrength, false};

// What changes a fit.
struct Fitting {
    std::vector<quant_color> fixed = {};
    unsigned protection = 0, bits = 8, threads = 1;
    const std::vector<std::uint8_t> *importance = nullptr;  // without padding
};

Colors fitted(const quant_image &image, const Colors &colors, const Fitting &fitting = {}) {
    const ImageView view(image);
    const FitRules rules{QUANT_SPACE_OKLAB, RgbSpace::srgb(), kFullStrength, fitting.protection,
                         fitting.bits};
    Team &team = team_of(fitting.threads);
    const DrawnTiles drawn(view, team);
    quant::Options options;
    if (fitting.importance) options.importance = fitting.importance->data();
    options.importance_stride_bytes = static_cast<std::ptrdiff_t>(image.width);
    const FitSource source(view, drawn, options, rules, team);
    Indices indices(view.pixels());
    PaletteFit fit(colors, fitting.fixed, rules);
    for (unsigned round = 0; round < PaletteFit::kRounds; ++round) {
        fit.add(view, source.pixels(), team, indices.data());
        fit.end_round();
    }
    return fit.colors();
}

Colors clustered(const quant_image &image, unsigned colors) {
    quant::Options options;
    options.colors = colors;
    const auto result = quant::quantize(image, options).value();
    const auto palette = result.palette16();
    return {palette.begin(), palette.end()};
}

// The sums of a fit over blocks of 4 x 4 pixels, in doubles.
struct Sums {
    explicit Sums(std::size_t size) : a(size, std::vector<double>(size)), b(size) {}
    std::vector<std::vector<double>> a;
    std::vector<std::array<double, 3>> b;
    double squared = 0;
};

void add_blocks(const ImageView &view, const DitherSpace &space, const Indices &indices,
                Sums &sums) {
    std::vector<Point> points(view.pixels());
    space.load_points(view, 0, view.pixels(), points.data());
    const std::size_t width = view.width(), height = view.height();
    for (std::size_t y = 0; y < height; y += 4) {
        for (std::size_t x = 0; x < width; x += 4) {
            std::vector<double> count(sums.b.size());
            std::array<double, 3> sum{};
            for (std::size_t i = y; i < std::min(y + 4, height); ++i) {
                for (std::size_t j = x; j < std::min(x + 4, width); ++j) {
                    count[indices[i * width + j]] += 1;
                    for (std::size_t d = 0; d < 3; ++d) sum[d] += points[i * width + j].x[d];
                }
            }
            for (std::size_t k = 0; k < count.size(); ++k) {
                for (std::size_t j = 0; j < count.size(); ++j) sums.a[k][j] += count[k] * count[j];
                for (std::size_t d = 0; d < 3; ++d) sums.b[k][d] += count[k] * sum[d];
            }
            for (const double s : sum) sums.squared += s * s;
        }
    }
}

// Returns the squared error of the means of blocks if the picture is dithered with a palette.
double block_error(const quant_image &image, const Colors &colors) {
    const ImageView view(image);
    const DitherSpace space(QUANT_SPACE_OKLAB, RgbSpace::srgb(), false);
    const DitherPalette palette(colors, space, false);
    Indices indices(view.pixels());
    diffuse(view, palette, kMethod, team_of(1), indices.data());
    Sums sums(colors.size());
    add_blocks(view, space, indices, sums);
    double error = sums.squared;
    for (std::size_t k = 0; k < colors.size(); ++k) {
        for (std::size_t d = 0; d < 3; ++d) {
            error -= 2 * sums.b[k][d] * palette.points[k].x[d];
            for (std::size_t j = 0; j < colors.size(); ++j)
                error += sums.a[k][j] * palette.points[k].x[d] * palette.points[j].x[d];
        }
    }
    return error;
}

// The same fit in doubles, from the description in docs/dithering.md. The height must be a multiple
// of 8.
Colors reference_fit(const quant_image &image, Colors colors) {
    const DitherSpace space(QUANT_SPACE_OKLAB, RgbSpace::srgb(), false);
    for (std::size_t round = 0; round < 3; ++round) {
        const DitherPalette palette(colors, space, false);
        Sums sums(colors.size());
        for (std::size_t y = round % 2 * 8; y < image.height; y += 16) {
            quant_image band = image;
            band.pixels = static_cast<const std::uint8_t *>(image.pixels) +
                          static_cast<std::ptrdiff_t>(y) * image.stride_bytes;
            band.height = 8;
            const ImageView view(band);
            Indices indices(view.pixels());
            diffuse(view, palette, kMethod, team_of(1), indices.data());
            add_blocks(view, space, indices, sums);
        }
        std::vector<std::array<double, 3>> at(colors.size());
        for (std::size_t k = 0; k < at.size(); ++k)
            for (std::size_t d = 0; d < 3; ++d) at[k][d] = palette.points[k].x[d];
        for (int step = 0; step < 8; ++step) {
            const auto before = at;
            for (std::size_t k = 0; k < at.size(); ++k) {
                double divisor = 0;
                for (const double a : sums.a[k]) divisor += a;
                if (divisor == 0) continue;
                for (std::size_t d = 0; d < 3; ++d) {
                    double mixed = 0;
                    for (std::size_t j = 0; j < at.size(); ++j)
                        mixed += sums.a[k][j] * before[j][d];
                    at[k][d] += 1.9 * (sums.b[k][d] - mixed) / divisor;
                }
            }
        }
        for (std::size_t k = 0; k < at.size(); ++k)
            colors[k] = space.color_of({at[k][0], at[k][1], at[k][2], 0}, 8);
    }
    return colors;
}

bool equal(const Colors &a, const Colors &b) {
    return std::ranges::equal(a, b, [](const quant_color16 &u, const quant_color16 &v) {
        return color_key(u) == color_key(v);
    });
}

BOOST_AUTO_TEST_SUITE(fit_palette_tests)

BOOST_AUTO_TEST_CASE(a_fitted_palette_mixes_to_the_picture) {
    const Picture photo = quant::test::photo(256, 192);
    for (const unsigned size : {8U, 32U, 100U}) {
        BOOST_TEST_CONTEXT(size) {
            const Colors start = clustered(photo.view(), size);
            const double before = block_error(photo.view(), start);
            const double after = block_error(photo.view(), fitted(photo.view(), start));
            const double reference = block_error(photo.view(), reference_fit(photo.view(), start));
            BOOST_TEST(after < 0.9 * before);
            BOOST_TEST(after < 1.1 * reference);
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_make_no_difference) {
    for (const Picture &picture : {quant::test::photo(301, 203), quant::test::noise(90, 300, 4),
                                   quant::test::photo(500, 3), quant::test::photo(2, 70)}) {
        const Colors start = clustered(picture.view(), 30);
        const Colors one = fitted(picture.view(), start);
        for (const unsigned threads : {2U, 3U, 8U})
            BOOST_TEST(equal(one, fitted(picture.view(), start, {.threads = threads})));
    }
}

BOOST_AUTO_TEST_CASE(fixed_colors_stay) {
    const Picture photo = quant::test::photo(128, 128);
    const Colors start = clustered(photo.view(), 12);
    const quant_color third = in_8_bits(start[3]);
    const Colors free = fitted(photo.view(), start);
    const Colors kept = fitted(photo.view(), start, {.fixed = {third}});
    BOOST_TEST(color_key(free[3]) != color_key(start[3]));
    BOOST_TEST(color_key(kept[3]) == color_key(start[3]));
    BOOST_TEST(!equal(kept, start));
}

BOOST_AUTO_TEST_CASE(flat_colors_stay) {
    // A third of the picture is flat red. The photo beside it has nearby colors too.
    Picture picture = quant::test::photo(120, 96);
    for (std::size_t i = 0; i < 120 * 96; ++i) {
        if (i % 120 >= 40) continue;
        const std::uint8_t red[] = {200, 30, 40};
        std::copy_n(red, 3, &picture.pixels[3 * i]);
    }
    Colors start = clustered(picture.view(), 6);
    const quant_color16 red = in_16_bits(quant_color{200, 30, 40, 255});
    start.push_back(red);
    const Colors colors = fitted(picture.view(), start);
    BOOST_TEST(color_key(colors.back()) == color_key(red));
    BOOST_TEST(!equal(colors, start));
}

BOOST_AUTO_TEST_CASE(grays_stay_gray) {
    const Picture photo = quant::test::photo(128, 96);
    Picture gray{"gray", 128, 96, 1, {}};
    for (std::size_t i = 0; i < 128 * 96; ++i) gray.pixels.push_back(photo.pixels[3 * i + 1]);
    for (const unsigned bits : {8U, 16U}) {
        const Colors start = clustered(gray.view(), 7);
        const Colors colors = fitted(gray.view(), start, {.bits = bits});
        BOOST_TEST(!equal(colors, start));
        for (const quant_color16 &c : colors) {
            BOOST_TEST(c.r == c.g);
            BOOST_TEST(c.g == c.b);
        }
    }
}

BOOST_AUTO_TEST_CASE(alpha_stays) {
    Picture picture = quant::test::noise(100, 80, 4);
    for (std::size_t i = 0; i < 100 * 80; i += 3) picture.pixels[4 * i + 3] = i % 2 ? 255 : 0;
    Colors start = clustered(picture.view(), 24);
    const Colors colors = fitted(picture.view(), start);
    BOOST_TEST(!equal(colors, start));
    for (std::size_t k = 0; k < start.size(); ++k) {
        BOOST_TEST(colors[k].a == start[k].a);
        if (start[k].a == 0) BOOST_TEST(color_key(colors[k]) == color_key(start[k]));
    }
}

BOOST_AUTO_TEST_CASE(what_has_no_importance_does_not_count) {
    // The left half is a photo and the right half noise, which counts or does not.
    Picture picture = quant::test::photo(160, 96), noise = quant::test::noise(160, 96, 3);
    std::vector<std::uint8_t> left(160 * 96), all(160 * 96, 9);
    for (std::size_t i = 0; i < 160 * 96; ++i) {
        if (i % 160 < 80) {
            left[i] = 9;
        } else {
            std::copy_n(&noise.pixels[3 * i], 3, &picture.pixels[3 * i]);
        }
    }
    const Colors start = clustered(picture.view(), 16);
    const auto error = [&](const std::vector<std::uint8_t> *importance) {
        quant_image half = picture.view();
        half.width = 80;
        return block_error(half, fitted(picture.view(), start, {.importance = importance}));
    };
    BOOST_TEST(error(&left) < error(nullptr));
    BOOST_TEST(error(&all) == error(nullptr));
}

BOOST_AUTO_TEST_CASE(rare_colors_are_powers_of_their_frequency) {
    // Gray areas of 450, 45 and 4 pixels, a black pixel, and transparent ones. Every other row is
    // counted.
    Picture picture{"areas", 100, 20, 2, {}};
    for (std::size_t i = 0; i < 2000; ++i) {
        const std::size_t at = i / 200 * 100 + i % 100;  // in each two rows alike
        const int gray = at < 450 ? 200 : at < 495 ? 120 : at < 499 ? 60 : 0;
        picture.pixels.push_back(static_cast<std::uint8_t>(gray));
        picture.pixels.push_back(at < 500 ? 255 : 0);
    }
    const ImageView view(picture.view());
    const DitherSpace space(QUANT_SPACE_SRGB, RgbSpace::srgb(), true);
    const auto weight_of = [&](const ColorRarity &rarity, std::size_t at) {
        Point point;
        space.load_points(view, at / 100 * 200 + at % 100, 1, &point);
        return int{rarity.weight_of(point)};
    };
    for (const unsigned protection : {1U, 256U, 512U, 1024U}) {
        const ColorRarity rarity(view, space, protection, team_of(1));
        const auto expected = [&](double pixels) {
            return std::min(255L, std::lround(4 * std::pow(450 / pixels, protection / 1024.0)));
        };
        BOOST_TEST(weight_of(rarity, 0) == 4);
        BOOST_TEST(weight_of(rarity, 460) == expected(45));
        BOOST_TEST(weight_of(rarity, 496) == expected(4));
        BOOST_TEST(weight_of(rarity, 499) == expected(1));
    }
}

BOOST_AUTO_TEST_CASE(protected_colors_count_for_more) {
    // A corner of a landscape has the colors of noise, which are rare.
    Picture picture = quant::test::photo(160, 96), noise = quant::test::noise(24, 24, 3);
    for (std::size_t y = 0; y < 24; ++y)
        std::copy_n(&noise.pixels[3 * 24 * y], 3 * 24, &picture.pixels[3 * 160 * y]);
    const Colors start = clustered(picture.view(), 16);
    const auto error = [&](const Fitting &fitting) {
        quant_image corner = picture.view();
        corner.width = corner.height = 24;
        return block_error(corner, fitted(picture.view(), start, fitting));
    };
    const double with = error({.protection = 512}), without = error({});
    BOOST_TEST(with < 0.98 * without);
    BOOST_TEST(error({.protection = 512, .threads = 3}) == with);
    // Importance that is the same everywhere does not change what is rare.
    for (const int value : {1, 77, 255}) {
        const std::vector<std::uint8_t> same(160 * 96, static_cast<std::uint8_t>(value));
        BOOST_TEST(error({.protection = 512, .importance = &same}) == with);
    }
}

BOOST_AUTO_TEST_CASE(all_bands_of_a_low_picture_count) {
    // The colors of the lower half are found in none of the upper one.
    Picture upper = quant::test::photo(200, 16), other = upper;
    for (std::size_t i = upper.pixels.size() / 2; i < upper.pixels.size(); ++i)
        other.pixels[i] = static_cast<std::uint8_t>(255 - upper.pixels[i]);
    const Colors start = clustered(upper.view(), 8);
    BOOST_TEST(!equal(fitted(upper.view(), start), fitted(other.view(), start)));
}

BOOST_AUTO_TEST_CASE(what_is_not_used_does_not_move) {
    Picture ramp{"ramp", 64, 64, 1, {}};
    for (std::size_t i = 0; i < 64 * 64; ++i)
        ramp.pixels.push_back(static_cast<std::uint8_t>(80 + i % 20));
    // Conversion to the space and back would change this red.
    const Colors start{
        {20000, 20000, 20000, 65535}, {26500, 26500, 26500, 65535}, {65535, 111, 222, 65535}};
    const Colors colors = fitted(ramp.view(), start, {.bits = 16});
    BOOST_TEST(equal({colors[2]}, {start[2]}));
    BOOST_TEST(!equal(colors, start));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
