// Tests what all methods of dithering have in common: the mean, flat areas and alpha; and that the
// result does not depend on threads, layout, depth or machine.

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "color/rgb_space.h"
#include "libquant/hash.h"
#include "libquant/map/dithered.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using namespace quant::test;

constexpr quant_dither kMethods[] = {QUANT_DITHER_FLOYD_STEINBERG, QUANT_DITHER_BLUE_NOISE,
                                     QUANT_DITHER_BAYER};

const Colors kGrays{{0, 0, 0, 255}, {85, 85, 85, 255}, {170, 170, 170, 255}, {255, 255, 255, 255}};

Indices dithered(const quant_image &image, const Colors &palette, quant_dither method,
                 double strength = 1, unsigned threads = 1) {
    quant::Options options;
    options.dither = method;
    options.dither_strength = strength;
    return quant::test::dithered(image, palette, options, team_of(threads));
}

quant::Quantized run(const quant_image &image, unsigned colors, int method, double strength = 1,
                     unsigned threads = 0) {
    quant::Options options;
    options.colors = colors;
    options.dither = method;
    options.dither_strength = strength;
    options.threads = threads;
    return quant::quantize(image, options).value();
}

Picture filled(std::size_t width, std::size_t height, std::vector<std::uint8_t> color) {
    Picture picture{"filled", width, height, static_cast<unsigned>(color.size()), {}};
    for (std::size_t i = 0; i < width * height; ++i)
        picture.pixels.insert(picture.pixels.end(), color.begin(), color.end());
    return picture;
}

Picture crop(const Picture &from, std::size_t x0, std::size_t width) {
    Picture picture{from.name, width, from.height, from.channels, {}};
    for (std::size_t y = 0; y < from.height; ++y) {
        const auto row = from.pixels.begin() +
                         static_cast<std::ptrdiff_t>((y * from.width + x0) * from.channels);
        picture.pixels.insert(picture.pixels.end(), row,
                              row + static_cast<std::ptrdiff_t>(width * from.channels));
    }
    return picture;
}

BOOST_AUTO_TEST_SUITE(dither_tests)

BOOST_AUTO_TEST_CASE(the_mean_of_a_gradient_stays) {
    // A ramp from left to right is mapped to four grays.
    Picture ramp{"ramp", 512, 64, 3, {}};
    for (std::size_t i = 0; i < 512 * 64; ++i)
        ramp.pixels.insert(ramp.pixels.end(), 3, static_cast<std::uint8_t>(i % 512 / 2));
    for (const quant_dither method : kMethods) {
        BOOST_TEST_CONTEXT(quant_dither_name(method)) {
            const Indices indices = dithered(ramp.view(), kGrays, method);
            for (std::size_t x0 = 0; x0 < 512; x0 += 64) {
                double sum = 0, wanted = 0;
                for (std::size_t y = 0; y < 64; ++y) {
                    for (std::size_t x = x0; x < x0 + 64; ++x) {
                        sum += kGrays[indices[y * 512 + x]].r;
                        wanted += static_cast<double>(x / 2);
                    }
                }
                // Of each error, an eighth is lost.
                const double slack = method == QUANT_DITHER_FLOYD_STEINBERG ? 3 : 1.5;
                BOOST_TEST(std::abs(sum - wanted) / 4096 < slack);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(flat_areas_of_palette_colors_stay_flat) {
    // Noise is beside, above and below the flat area, so that errors come from all sides.
    for (const int off : {0, 1}) {
        Picture picture = quant::test::noise(60, 60, 3);
        const auto is_flat = [](std::size_t i) {
            return i / 60 >= 20 && i / 60 < 40 && i % 60 > 7;
        };
        for (std::size_t i = 0; i < 3600; ++i)
            if (is_flat(i)) std::fill_n(&picture.pixels[3 * i], 3, std::uint8_t(170 + off));
        for (const quant_dither method : kMethods) {
            // Ordered dithers keep the mean even of colors that are so near to an entry.
            if (off == 1 && method != QUANT_DITHER_FLOYD_STEINBERG) continue;
            BOOST_TEST_CONTEXT(quant_dither_name(method) << " off by " << off) {
                const Indices indices = dithered(picture.view(), kGrays, method);
                for (std::size_t i = 0; i < 3600; ++i)
                    if (is_flat(i)) BOOST_REQUIRE_EQUAL(indices[i], 2);
            }
        }
    }
}

// One column is fully transparent: pixels on its left cannot change pixels on its right.
BOOST_AUTO_TEST_CASE(errors_do_not_cross_transparent_pixels) {
    Picture picture = quant::test::noise(41, 50, 4);
    for (std::size_t y = 0; y < 50; ++y) picture.pixels[(y * 41 + 20) * 4 + 3] = 0;
    Colors palette{{0, 0, 0, 0}, {255, 255, 255, 255}, {0, 0, 0, 255}, {200, 90, 30, 120}};
    for (const quant_dither method : kMethods) {
        for (const bool has_entry : {true, false}) {
            BOOST_TEST_CONTEXT(quant_dither_name(method) << ' ' << has_entry) {
                palette[0] = has_entry ? quant_color{} : quant_color{9, 9, 9, 30};
                const Indices all = dithered(picture.view(), palette, method);
                for (std::size_t y = 0; y < 50; ++y) BOOST_REQUIRE_EQUAL(all[y * 41 + 20], 0);
                if (method != QUANT_DITHER_FLOYD_STEINBERG) continue;
                const Indices left = dithered(crop(picture, 0, 20).view(), palette, method);
                const Indices right = dithered(crop(picture, 21, 20).view(), palette, method);
                for (std::size_t y = 0; y < 50; ++y) {
                    const auto row = all.begin() + static_cast<std::ptrdiff_t>(y * 41);
                    const auto part = static_cast<std::ptrdiff_t>(y * 20);
                    BOOST_REQUIRE(std::equal(row, row + 20, left.begin() + part));
                    BOOST_REQUIRE(std::equal(row + 21, row + 41, right.begin() + part));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(opaque_pixels_do_not_get_holes) {
    // The left half is translucent and the right half opaque; no color is exact or flat.
    Picture picture = quant::test::noise(128, 64, 4);
    for (std::size_t i = 0; i < 128 * 64; ++i) {
        std::uint8_t *p = &picture.pixels[4 * i];
        for (std::size_t d = 0; d < 3; ++d) p[d] = static_cast<std::uint8_t>(90 + p[d] % 32);
        if (i % 128 >= 64) p[3] = 255;
    }
    const Colors palette{
        {0, 0, 0, 0}, {105, 105, 105, 80}, {105, 105, 105, 190}, {100, 100, 100, 255}};
    for (const quant_dither method : kMethods) {
        BOOST_TEST_CONTEXT(quant_dither_name(method)) {
            const Indices indices = dithered(picture.view(), palette, method);
            double alpha = 0, wanted = 0;
            for (std::size_t i = 0; i < indices.size(); ++i) {
                if (i % 128 >= 64) BOOST_REQUIRE_EQUAL(indices[i], 3);
                alpha += palette[indices[i]].a;
                wanted += picture.pixels[4 * i + 3];
            }
            BOOST_TEST(std::abs(alpha - wanted) / (128 * 64) < 2);
        }
    }
    // Black lies beyond the opaque gray, and the translucent gray is nearly as near to it, so that
    // a mix of both would have less error.
    Picture black = filled(64, 64, {0, 0, 0, 255});
    black.pixels[4 * 4095 + 3] = 0;
    for (const quant_dither method : kMethods) {
        const Indices indices =
            dithered(black.view(), {palette[0], palette[1], palette[3]}, method);
        BOOST_TEST(std::ranges::count(indices, 2) == 4095);
    }
}

BOOST_AUTO_TEST_CASE(no_strength_is_no_dithering) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            const auto plain = run(picture.view(), 20, QUANT_DITHER_NONE);
            for (const quant_dither method : kMethods) {
                const auto none = run(picture.view(), 20, method, 0);
                BOOST_TEST(std::ranges::equal(none.indices(), plain.indices()));
                BOOST_TEST(none.stats().palette_mse == plain.stats().palette_mse);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_make_no_difference) {
    for (const Picture &picture : {quant::test::photo(400, 301), quant::test::noise(300, 200, 4),
                                   quant::test::photo(90, 1)}) {
        for (const quant_dither method : kMethods) {
            const auto one = run(picture.view(), 40, method, 0.9, 1);
            for (const unsigned threads : {2U, 3U, 8U}) {
                BOOST_TEST_CONTEXT(quant_dither_name(method) << ' ' << threads) {
                    const auto several = run(picture.view(), 40, method, 0.9, threads);
                    BOOST_TEST(std::ranges::equal(several.indices(), one.indices()));
                    BOOST_TEST(several.stats().palette_mse == one.stats().palette_mse);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(layout_and_depth_make_no_difference) {
    const Picture picture = quant::test::photo(61, 40);
    Picture gray = quant::test::noise(61, 40, 1), gray_as_rgb{"", 61, 40, 3, {}};
    for (const std::uint8_t v : gray.pixels)
        gray_as_rgb.pixels.insert(gray_as_rgb.pixels.end(), 3, v);
    const auto wide = quant::test::promoted(picture);
    // The rows are stored bottom-up, with padding.
    constexpr std::ptrdiff_t kStride = 61 * 3 + 7;
    std::vector<std::uint8_t> padded(40 * kStride, 99);
    for (std::size_t y = 0; y < 40; ++y)
        std::copy_n(&picture.pixels[y * 61 * 3], 61 * 3, &padded[(39 - y) * kStride]);
    for (const quant_dither method : kMethods) {
        BOOST_TEST_CONTEXT(quant_dither_name(method)) {
            const auto expected = run(picture.view(), 16, method);
            const auto same = [&](const quant_image &image) {
                return std::ranges::equal(run(image, 16, method).indices(), expected.indices());
            };
            BOOST_TEST(same({wide.data(), 61, 40, 61 * 6, 3, 16}));
            BOOST_TEST(same({&padded[39 * kStride], 61, 40, -kStride, 3, 8}));
            BOOST_TEST(std::ranges::equal(run(gray.view(), 16, method).indices(),
                                          run(gray_as_rgb.view(), 16, method).indices()));
        }
    }
}

BOOST_AUTO_TEST_CASE(pictures_one_pixel_wide_or_high_work) {
    for (const auto &[width, height] :
         {std::pair<std::size_t, std::size_t>{1, 1}, {1, 300}, {300, 1}}) {
        for (const unsigned channels : {1U, 2U, 3U, 4U}) {
            const Picture picture = quant::test::noise(width, height, channels);
            for (const quant_dither method : kMethods) {
                const auto result = run(picture.view(), 5, method);
                std::vector<std::uint64_t> counts(result.stats().colors);
                for (const std::uint8_t index : result.indices()) ++counts.at(index);
                BOOST_TEST(std::ranges::equal(counts, result.counts()));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(auto_does_not_dither_drawn_tiles) {
    // Stripes of many colors on white stand beside a photo.
    Picture picture = quant::test::photo(192, 128);
    const auto is_drawn = [](std::size_t i) { return i % 192 >= 64 && i % 192 < 128; };
    for (std::size_t i = 0; i < 192 * 128; ++i) {
        if (!is_drawn(i)) continue;
        const std::size_t stripe = i / 192 / 6;
        for (std::size_t c = 0; c < 3; ++c)
            picture.pixels[3 * i + c] =
                static_cast<std::uint8_t>(stripe % 2 == 0 ? 255 : stripe * (c + 2) * 37 % 200);
    }
    const auto result = run(picture.view(), 12, QUANT_DITHER_AUTO);
    const DitherSpace space(QUANT_SPACE_OKLAB, RgbSpace::srgb(), false);
    const DitherPalette palette(result.palette16(), space, false);
    std::vector<Point> points(192 * 128);
    space.load_points(ImageView(picture.view()), 0, points.size(), points.data());
    std::size_t moved = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool is_nearest = result.indices()[i] == palette.entry_of(points[i]);
        if (is_drawn(i)) BOOST_REQUIRE(is_nearest);
        moved += is_nearest ? 0U : 1U;
    }
    BOOST_TEST(moved > 1000U);
}

BOOST_AUTO_TEST_CASE(a_picture_of_few_colors_stays_as_it_is) {
    const Picture picture = quant::test::noise(5, 3, 4);
    for (const quant_dither method : kMethods) {
        const auto result = run(picture.view(), 15, method);
        BOOST_TEST(result.stats().exact == 1);
        BOOST_TEST(result.stats().palette_mse == 0);
    }
}

BOOST_AUTO_TEST_CASE(the_same_picture_gives_the_same_indices_on_every_machine) {
    // Recorded on the first machine; a difference breaks the promise of equal results.
    const Picture photo = quant::test::photo(150, 150);
    const Picture soft = quant::test::noise(50, 41, 4);
    BOOST_TEST(hash_of(run(photo.view(), 32, QUANT_DITHER_FLOYD_STEINBERG).indices()) ==
               0x576A15159062FC00U);
    BOOST_TEST(hash_of(run(soft.view(), 64, QUANT_DITHER_FLOYD_STEINBERG).indices()) ==
               0x1589DD00CABDF8B5U);
}

// As without dithering; such a palette may come from pictures with alpha.
BOOST_AUTO_TEST_CASE(opaque_images_get_opaque_entries) {
    const Picture photo = quant::test::photo(80, 60);
    const std::vector<quant_color> palette{{0, 0, 0, 0},
                                           {30, 40, 60, 255},
                                           {90, 120, 60, 128},
                                           {200, 210, 220, 255},
                                           {120, 90, 60, 255}};
    std::vector<quant_color> opaque;
    for (const quant_color &color : palette)
        if (color.a == 255) opaque.push_back(color);
    for (int dither = QUANT_DITHER_NONE + 1; quant_dither_name(dither); ++dither) {
        quant::Options options;
        options.dither = dither;
        options.search = QUANT_SEARCH_THOROUGH;
        const auto result_with = [&](const std::vector<quant_color> &colors) {
            options.palette = colors.data();
            options.palette_size = colors.size();
            return quant::quantize(photo.view(), options).value();
        };
        const auto with = result_with(palette), without = result_with(opaque);
        BOOST_TEST_CONTEXT(quant_dither_name(dither)) {
            for (std::size_t i = 0; i < with.indices().size(); ++i)
                BOOST_REQUIRE(palette[with.indices()[i]].r == opaque[without.indices()[i]].r);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
