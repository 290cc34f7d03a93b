// Tests whole quantizations through the public interface: what callers may rely on.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "libquant/hash.h"
#include "libquant/pictures.h"

namespace {

using quant::test::Picture;

auto key(const quant::Color &c) { return std::tuple(c.r, c.g, c.b, c.a); }

quant::Quantized run(const quant_image &image, unsigned colors) {
    quant::Options options;
    options.colors = colors;
    return quant::quantize(image, options).value();
}

// Checks properties that every result must have.
void check(const Picture &picture, const quant::Quantized &result) {
    const auto &stats = result.stats();
    BOOST_TEST(stats.pixels == picture.width * picture.height);
    BOOST_TEST(result.indices().size() == stats.pixels);
    std::vector<std::uint64_t> counts(stats.colors);
    for (const std::uint8_t index : result.indices()) {
        BOOST_REQUIRE(index < stats.colors);
        ++counts[index];
    }
    BOOST_TEST(std::ranges::equal(counts, result.counts()));
    // The most used entry comes first, but for full transparency.
    const bool transparent = result.palette()[0].a == 0;
    BOOST_TEST(std::is_sorted(counts.begin() + transparent, counts.end(), std::greater<>()));
    BOOST_TEST(counts.back() > 0U);
}

// Returns the error of the written picture in sRGB, pixel by pixel, over black, middle gray and
// white. By Simpson's rule this is the mean over all grays.
double written_mse(const Picture &picture, const quant::Quantized &result) {
    double sum = 0;
    for (std::size_t i = 0; i < result.indices().size(); ++i) {
        const quant::Color c = result.palette()[result.indices()[i]];
        const std::uint8_t *p = &picture.pixels[i * picture.channels];
        const bool color = picture.channels >= 3;
        const double alpha = picture.channels % 2 == 0 ? p[picture.channels - 1] / 255.0 : 1;
        const double from[3] = {double(p[0]), double(p[color ? 1 : 0]), double(p[color ? 2 : 0])};
        const double to[3] = {double(c.r), double(c.g), double(c.b)};
        for (const auto &[gray, weight] : {std::pair(0.0, 1.0), {127.5, 4.0}, {255.0, 1.0}})
            for (std::size_t d = 0; d < 3; ++d)
                sum += weight / 6 *
                       std::pow(from[d] * alpha + gray * (1 - alpha) - to[d] * c.a / 255 -
                                    gray * (1 - c.a / 255.0),
                                2);
    }
    return sum / static_cast<double>(result.indices().size());
}

BOOST_AUTO_TEST_SUITE(quantize_tests)

BOOST_AUTO_TEST_CASE(results_are_consistent_and_their_error_is_that_of_the_pixels) {
    for (const Picture &picture : quant::test::mixed()) {
        for (const unsigned colors : {1U, 2U, 8U, 32U, 256U}) {
            BOOST_TEST_CONTEXT(picture.name << " K=" << colors) {
                const auto result = run(picture.view(), colors);
                check(picture, result);
                const double expected = written_mse(picture, result);
                // Points of translucent pixels are rounded to 1/128 of an 8-bit step.
                const double slack = picture.channels == 4 ? 0.02 * std::sqrt(expected) : 0;
                BOOST_TEST(std::abs(result.stats().palette_mse - expected) <=
                           1e-9 * expected + slack);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_image_of_at_most_k_colors_comes_out_unchanged) {
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < 256; ++i)
        for (std::size_t again = 0; again <= i % 3; ++again)
            pixels.insert(pixels.end(),
                          {std::uint8_t(i), std::uint8_t(i * 7), std::uint8_t(i ^ 5)});
    const std::size_t width = pixels.size() / 3;
    for (int engine = 0; quant_engine_name(engine); ++engine) {
        quant::Options options;
        options.engine = engine;
        const auto result = quant::quantize(quant::rgb8(pixels.data(), width, 1), options).value();
        BOOST_TEST(result.stats().exact == 1);
        BOOST_TEST(result.stats().colors == 256U);
        BOOST_TEST(result.stats().unique_colors == 256U);
        BOOST_TEST(result.stats().inertia == 0);
        BOOST_TEST(result.stats().palette_mse == 0);
        for (std::size_t i = 0; i < width; ++i) {
            const quant::Color c = result.palette()[result.indices()[i]];
            BOOST_REQUIRE(
                (key(c) == std::tuple(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2], 255)));
        }
    }
    BOOST_TEST(run(quant::rgb8(pixels.data(), width, 1), 255).stats().exact == 0);
}

BOOST_AUTO_TEST_CASE(one_pixel_one_color_and_k_above_the_pixel_count) {
    const std::uint8_t pixel[3] = {12, 34, 56};
    for (const unsigned colors : {1U, 2U, 256U}) {
        const auto result = run(quant::rgb8(pixel, 1, 1), colors);
        BOOST_TEST(result.stats().colors == 1U);
        BOOST_TEST((key(result.palette()[0]) == std::tuple(12, 34, 56, 255)));
        BOOST_TEST(result.indices()[0] == 0);
    }
    const std::vector<std::uint8_t> flat(1000 * 3, 200);
    BOOST_TEST(run(quant::rgb8(flat.data(), 100, 10), 16).stats().colors == 1U);
    const Picture few = quant::test::noise(5, 2, 3);
    BOOST_TEST(run(few.view(), 256).stats().colors == 10U);
}

BOOST_AUTO_TEST_CASE(k_of_1_gives_the_rounded_mean) {
    const std::uint8_t pixels[] = {0, 0, 0, 255, 100, 11};
    const auto result = run(quant::rgb8(pixels, 2, 1), 1);
    BOOST_TEST((key(result.palette()[0]) == std::tuple(128, 50, 6, 255)));
    BOOST_TEST(result.stats().mse == 127.5 * 127.5 + 50 * 50 + 5.5 * 5.5);
}

BOOST_AUTO_TEST_CASE(gray_images_get_gray_palettes) {
    const auto result = run(quant::test::noise(64, 64, 1).view(), 16);
    for (const quant::Color &c : result.palette())
        BOOST_TEST((c.r == c.g && c.g == c.b && c.a == 255));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_judged_in_srgb_for_every_space) {
    std::vector<Picture> pictures = quant::test::mixed();
    for (int space = 0; quant_space_name(space); ++space) {
        for (const Picture &picture : pictures) {
            BOOST_TEST_CONTEXT(picture.name << " " << quant_space_name(space)) {
                quant::Options options;
                options.space = space;
                options.colors = 20;
                const auto result = quant::quantize(picture.view(), options).value();
                check(picture, result);
                const double expected = written_mse(picture, result);
                const double slack = picture.channels == 4 ? 0.02 * std::sqrt(expected) : 0;
                BOOST_TEST(std::abs(result.stats().palette_mse - expected) <=
                           1e-9 * expected + slack);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_16_bit_palette_has_the_error_of_its_colors) {
    const Picture bytes = quant::test::noise(40, 30, 6);
    std::vector<std::uint16_t> pixels(40 * 30 * 3);
    std::memcpy(pixels.data(), bytes.pixels.data(), bytes.pixels.size());
    for (int space = 0; quant_space_name(space); ++space) {
        quant::Options options;
        options.space = space;
        options.colors = 30;
        options.palette_bits = 16;
        const auto result = quant::quantize({pixels.data(), 40, 30, 240, 3, 16}, options).value();
        double sum = 0;
        for (std::size_t i = 0; i < 1200; ++i) {
            const quant::Color16 c = result.palette16()[result.indices()[i]];
            const std::uint16_t written[] = {c.r, c.g, c.b};
            for (std::size_t d = 0; d < 3; ++d)
                sum += std::pow((written[d] - pixels[3 * i + d]) / 257.0, 2);
        }
        BOOST_TEST(std::abs(result.stats().palette_mse / (sum / 1200) - 1) < 1e-4);
    }
}

BOOST_AUTO_TEST_CASE(inertia_is_that_of_the_working_space) {
    // With two colors and K = 1, the inertia is half the squared distance. In L*a*b*, black and
    // white are 100 apart.
    const std::uint8_t pixels[] = {0, 0, 0, 255, 255, 255};
    const std::pair<quant_space, double> distances[] = {{QUANT_SPACE_SRGB, 255 * std::sqrt(3.0)},
                                                        {QUANT_SPACE_LINEAR, 255 * std::sqrt(3.0)},
                                                        {QUANT_SPACE_OKLAB, 255},
                                                        {QUANT_SPACE_LAB, 100}};
    for (const auto &[space, distance] : distances) {
        quant::Options options;
        options.space = space;
        options.colors = 1;
        const auto result = quant::quantize(quant::rgb8(pixels, 2, 1), options).value();
        BOOST_TEST(std::abs(result.stats().inertia / (distance * distance / 2) - 1) < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(clusters_of_one_color_come_back_exactly_in_every_space) {
    // Each of these colors has many pixels, and two further colors are near to each other: with one
    // entry fewer than colors, each of the former has an entry of its own. For some of them, a step
    // of a channel value is smaller than a step of a centroid.
    const std::vector<std::array<std::size_t, 3>> colors{
        {7, 192, 0},   {2, 223, 0},  {1, 238, 60},  {13, 245, 0},  {5, 253, 195},  {0, 0, 0},
        {255, 0, 255}, {255, 10, 0}, {20, 10, 255}, {250, 250, 2}, {255, 255, 255}};
    Picture picture{"rows", 300, colors.size() + 1, 3, {}};
    for (std::size_t i = 0; i < 300 * picture.height; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            picture.pixels.push_back(static_cast<std::uint8_t>(
                i / 300 < colors.size() ? colors[i / 300][c] : 120 + (i + c) % 2));
    for (int space = 0; quant_space_name(space); ++space) {
        quant::Options options;
        options.space = space;
        options.colors = static_cast<unsigned>(colors.size() + 1);
        const auto result = quant::quantize(picture.view(), options).value();
        BOOST_TEST(result.stats().exact == 0);
        for (std::size_t i = 0; i < 300 * colors.size(); i += 300) {
            const quant::Color c = result.palette()[result.indices()[i]];
            const std::uint8_t *p = &picture.pixels[3 * i];
            BOOST_TEST((key(c) == std::tuple(p[0], p[1], p[2], 255)));
        }
    }
}

BOOST_AUTO_TEST_CASE(transparent_pixels_are_one_entry_whatever_hides_under_them) {
    Picture picture = quant::test::noise(64, 64, 4);
    for (std::size_t i = 0; i < 4096; ++i)
        picture.pixels[4 * i + 3] = static_cast<std::uint8_t>(i < 100 ? 0 : 1 + i % 255);
    for (int space = 0; quant_space_name(space); ++space) {
        for (int seeding = 0; quant_seeding_name(seeding); ++seeding) {
            for (int empty = 0; quant_empty_name(empty); ++empty) {
                // Only random seeds leave clusters empty.
                if (seeding != QUANT_SEEDING_RANDOM && empty != QUANT_EMPTY_SPLIT) continue;
                for (const unsigned colors : {2U, 3U, 16U, 256U}) {
                    quant::Options options;
                    options.space = space;
                    options.seeding = seeding;
                    options.empty = empty;
                    options.colors = colors;
                    const auto result = quant::quantize(picture.view(), options).value();
                    const std::uint8_t entry = result.indices()[0];
                    BOOST_TEST((key(result.palette()[entry]) == std::tuple(0, 0, 0, 0)));
                    BOOST_TEST(result.stats().colors <= colors);
                    BOOST_TEST(result.stats().colors >= 2U);
                    for (std::size_t i = 0; i < 100; ++i)
                        BOOST_REQUIRE(result.indices()[i] == entry);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_transparent_entry_is_exact_in_16_bits_too) {
    // There are also faint pixels, whose nearest entry is the transparent one.
    const Picture bytes = quant::test::noise(64, 64, 8);
    std::vector<std::uint16_t> pixels(64 * 64 * 4);
    std::memcpy(pixels.data(), bytes.pixels.data(), bytes.pixels.size());
    for (std::size_t i = 0; i < 4096; ++i)
        pixels[4 * i + 3] = static_cast<std::uint16_t>(i < 1000 ? 0 : (i < 2000 ? i % 40 : 65535));
    for (int space = 0; quant_space_name(space); ++space) {
        quant::Options options;
        options.space = space;
        options.colors = 16;
        const auto result = quant::quantize({pixels.data(), 64, 64, 512, 4, 16}, options).value();
        const std::uint8_t entry = result.indices()[0];
        const quant::Color16 c = result.palette16()[entry];
        BOOST_TEST(result.indices()[1001] == entry);
        BOOST_TEST((c.r == 0 && c.g == 0 && c.b == 0 && c.a == 0));
    }
}

BOOST_AUTO_TEST_CASE(a_single_color_is_the_mean_of_transparent_pixels_too) {
    std::vector<std::uint8_t> pixels(4 * 4, 0);
    for (const std::size_t at : {0U, 4U}) std::fill_n(&pixels[at], 4, std::uint8_t{255});
    const auto result = run(quant::rgba8(pixels.data(), 4, 1), 1);
    BOOST_TEST((key(result.palette()[0]) == std::tuple(255, 255, 255, 128)));
}

BOOST_AUTO_TEST_CASE(transparent_pixels_among_few_colors_are_kept) {
    Picture picture = quant::test::noise(64, 64, 4);
    for (std::size_t i = 0; i < 4096; ++i) {
        picture.pixels[4 * i + 3] = i < 2000 ? 0 : 255;
        if (i >= 2000) std::fill_n(&picture.pixels[4 * i], 3, std::uint8_t{9});
    }
    const auto exact = run(picture.view(), 2);
    BOOST_TEST(exact.stats().exact == 1);
    BOOST_TEST(exact.stats().unique_colors == 2U);
    BOOST_TEST((key(exact.palette()[exact.indices()[0]]) == std::tuple(0, 0, 0, 0)));
}

BOOST_AUTO_TEST_CASE(straight_colors_of_soft_edges_are_not_darkened) {
    // The pixels have one color at many alphas: all entries must have that color.
    std::vector<std::uint8_t> pixels;
    for (unsigned a = 20; a < 256; ++a)
        pixels.insert(pixels.end(), {240, 120, 60, std::uint8_t(a)});
    const auto result = run(quant::rgba8(pixels.data(), 236, 1), 8);
    for (const quant::Color &c : result.palette()) {
        BOOST_TEST(std::abs(c.r - 240) <= 1);
        BOOST_TEST(std::abs(c.g - 120) <= 1);
        BOOST_TEST(std::abs(c.b - 60) <= 1);
    }
}

BOOST_AUTO_TEST_CASE(a_16_bit_image_of_few_colors_keeps_its_values_if_16_bits_are_delivered) {
    const std::uint16_t pixels[] = {1, 2, 3, 1000, 40000, 65535, 1, 2, 4};
    const quant_image image{pixels, 3, 1, 18, 3, 16};
    quant::Options options;
    options.colors = 3;
    options.palette_bits = 16;
    const auto result = quant::quantize(image, options).value();
    BOOST_TEST(result.stats().exact == 1);
    BOOST_TEST(result.stats().palette_mse == 0);
    for (std::size_t i = 0; i < 3; ++i) {
        const quant::Color16 c = result.palette16()[result.indices()[i]];
        BOOST_TEST((c.r == pixels[3 * i] && c.g == pixels[3 * i + 1] && c.b == pixels[3 * i + 2] &&
                    c.a == 65535));
    }
    // In 8 bits, two of the colors are one.
    const auto rounded = run(image, 3);
    BOOST_TEST(rounded.stats().exact == 0);
    BOOST_TEST(rounded.stats().colors == 2U);
    BOOST_TEST(rounded.counts()[0] == 2U);
    const quant::Color c = rounded.palette()[rounded.indices()[1]];
    BOOST_TEST((key(c) == std::tuple(4, 156, 255, 255)));
    const double step = 1.0 / 257;
    const double written = (1 + 4 + 9 + 1 + 4 + 16) * step * step + std::pow(1000 * step - 4, 2) +
                           std::pow(40000 * step - 156, 2);
    BOOST_TEST(std::abs(rounded.stats().palette_mse - written / 3) < 1e-3);
}

BOOST_AUTO_TEST_CASE(a_translucent_16_bit_image_of_few_colors_has_the_error_of_its_8_bit_palette) {
    const std::uint16_t pixels[] = {50000, 1234, 777, 9999, 50000, 1234, 777, 100};
    const auto result = run({pixels, 2, 1, 16, 4, 16}, 2);
    double expected = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        const quant::Color c = result.palette()[result.indices()[i]];
        const std::uint16_t *p = pixels + 4 * i;
        const std::uint8_t written[] = {c.r, c.g, c.b};
        const double alpha = p[3] / 65535.0;
        // By Simpson's rule, the error over black, middle gray and white gives the mean over all
        // grays.
        for (const auto &[gray, weight] : {std::pair(0.0, 1.0), {127.5, 4.0}, {255.0, 1.0}})
            for (std::size_t d = 0; d < 3; ++d)
                expected += weight / 6 *
                            std::pow(written[d] * c.a / 255.0 + gray * (1 - c.a / 255.0) -
                                         p[d] / 257.0 * alpha - gray * (1 - alpha),
                                     2);
        if (i == 1) BOOST_TEST((key(c) == std::tuple(0, 0, 0, 0)));  // its alpha rounds to 0
    }
    BOOST_TEST(std::abs(result.stats().palette_mse - expected / 2) < 1e-2);
}

BOOST_AUTO_TEST_CASE(an_8_bit_image_promoted_to_16_bits_gives_the_same_result) {
    // The second picture has a color so frequent that it takes several entries of the histogram,
    // and too few cells for Wu's boxes.
    Picture heavy{"heavy", 400, 300, 3, std::vector<std::uint8_t>(400 * 300 * 3, 7)};
    for (std::size_t i = 0; i < 9000; ++i) heavy.pixels[i] = static_cast<std::uint8_t>(i * i % 8);
    for (const Picture &picture : {quant::test::photo(100, 80), heavy}) {
        const auto wide = quant::test::promoted(picture);
        const auto stride = static_cast<std::ptrdiff_t>(picture.width * 6);
        for (const unsigned colors : {3U, 32U}) {
            const auto narrow_result = run(picture.view(), colors);
            const auto wide_result =
                run({wide.data(), picture.width, picture.height, stride, 3, 16}, colors);
            BOOST_TEST(std::ranges::equal(narrow_result.indices(), wide_result.indices()));
            BOOST_TEST(narrow_result.stats().inertia == wide_result.stats().inertia);
        }
    }
}

BOOST_AUTO_TEST_CASE(colors_nearer_than_centroids_can_tell_apart_end_the_iterations) {
    std::vector<std::uint16_t> ramp(64 * 64);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::uint16_t>(i % 300);
    quant::Options options;
    options.palette_bits = 16;
    const auto result = quant::quantize({ramp.data(), 64, 64, 128, 1, 16}, options).value();
    BOOST_TEST(result.stats().converged == 1);
    BOOST_TEST(result.stats().colors > 60U);  // 300 levels are 75 steps of a centroid
}

BOOST_AUTO_TEST_CASE(many_dark_16_bit_colors_in_few_cells_get_all_their_entries) {
    const Picture bytes = quant::test::noise(300, 300, 6);
    std::vector<std::uint16_t> dark(300 * 300 * 3);
    for (std::size_t i = 0; i < dark.size(); ++i)
        dark[i] = static_cast<std::uint16_t>(bytes.pixels[2 * i] * 8 + bytes.pixels[2 * i + 1] % 8);
    quant::Options options;
    options.palette_bits = 16;
    const auto result = quant::quantize({dark.data(), 300, 300, 1800, 3, 16}, options).value();
    BOOST_TEST(result.stats().colors == 256U);
    BOOST_TEST(result.stats().converged == 1);
}

// Starting a thread would take longer than it saves. What is expected to take long is shared out
// even if the picture is small.
BOOST_AUTO_TEST_CASE(brief_work_is_done_by_one_thread) {
    const Picture picture = quant::test::photo(150, 150);
    const auto threads_of = [&](quant_preset preset, unsigned colors) {
        quant::Options options(preset);
        options.colors = colors;
        options.threads = 2;
        return quant::quantize(picture.view(), options).value().stats().threads;
    };
    BOOST_TEST(threads_of(QUANT_PRESET_FAST, 8) == 1U);
    BOOST_TEST(threads_of(QUANT_PRESET_BALANCED, 16) == 1U);
    BOOST_TEST(threads_of(QUANT_PRESET_BALANCED, 256) == 2U);
    BOOST_TEST(threads_of(QUANT_PRESET_BEST, 16) == 2U);
}

BOOST_AUTO_TEST_CASE(the_same_image_gives_the_same_bytes_on_every_machine) {
    // Recorded on the first machine; a difference breaks the promise of equal results.
    const auto hash = [](const quant::Quantized &result) {
        std::vector<std::uint8_t> palette;
        for (const quant::Color &c : result.palette())
            palette.insert(palette.end(), {c.r, c.g, c.b, c.a});
        return quant::test::hash_of(palette, quant::test::hash_of(result.indices()));
    };
    const Picture picture = quant::test::photo(150, 150);
    quant::Options paper(QUANT_PRESET_PAPER);
    paper.colors = 32;
    paper.palette_bits = 16;
    BOOST_TEST(hash(quant::quantize(picture.view(), paper).value()) == 0xB00BC8E28DAC1A16U);
    BOOST_TEST(hash(run(picture.view(), 256)) == 0x219E9F7872287DF5U);
    BOOST_TEST(hash(run(quant::test::noise(50, 41, 4).view(), 64)) == 0x5ADCDBE13452608BU);
    quant::Options oklab;
    oklab.colors = 40;
    oklab.space = QUANT_SPACE_OKLAB;
    BOOST_TEST(hash(quant::quantize(picture.view(), oklab).value()) == 0x6DDB599F9A51C343U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
