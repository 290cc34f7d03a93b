// Tests which colors are recognized as a line, and what is made of pictures whose colors are one.
#include "cluster/line.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <tuple>

#include "base/random.h"
#include "cluster/line_runs.h"
#include "color/color_space.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::Color;
using quant::test::Picture;
using quant::test::team_of;

Histogram histogram_of(const std::vector<Point> &points, bool has_alpha = false) {
    std::vector<WeightedColor> colors;
    for (const Point &p : points) colors.push_back({p, colors.size() + 1});
    return Histogram(std::move(colors), has_alpha);
}

Histogram histogram_of(const quant_image &image, int space = QUANT_SPACE_SRGB) {
    return Histogram(ImageView(image).in(ColorSpace(space)), team_of(1));
}

// Returns a picture of a color for each value from 0 to 255, some of which occur more than once.
template <typename ColorOf>
Picture shades(unsigned channels, const ColorOf &color_of) {
    Picture picture{"shades", 64, 6, channels, {}};
    for (unsigned i = 0; i < 384; ++i) {
        const Color c = color_of(static_cast<std::uint8_t>(i % 256));
        const std::uint8_t values[] = {c.r, c.g, c.b, c.a};
        if (channels == 2) {
            picture.pixels.insert(picture.pixels.end(), {c.r, c.a});
        } else {
            picture.pixels.insert(picture.pixels.end(), values, values + channels);
        }
    }
    return picture;
}

Color gray_of(std::uint8_t v) { return {v, v, v, 255}; }

// Returns the gray form of the built-in landscape.
Picture gray_photo() {
    const Picture photo = quant::test::photo(160, 120);
    Picture gray{"gray photo", 160, 120, 1, {}};
    for (std::size_t i = 0; i < photo.pixels.size(); i += 3)
        gray.pixels.push_back(static_cast<std::uint8_t>(
            (photo.pixels[i] * 2 + photo.pixels[i + 1] * 5 + photo.pixels[i + 2]) / 8));
    return gray;
}

// Returns grays of 16 bits that are different nearly everywhere.
std::vector<std::uint16_t> wide_grays() {
    Random random(5);
    std::vector<std::uint16_t> pixels;
    for (int i = 0; i < 60000; ++i)
        pixels.push_back(static_cast<std::uint16_t>(random.below(30000) + random.below(30000)));
    return pixels;
}

quant_image view(const std::vector<std::uint16_t> &pixels) {
    return {pixels.data(), pixels.size(), 1, 0, 1, 16};
}

quant::Options options_of(unsigned colors, quant_preset preset = QUANT_PRESET_BALANCED) {
    quant::Options options(preset);
    options.colors = colors;
    return options;
}

void keep(quant::Options &options, const std::vector<Color> &colors) {
    options.keep = colors.data();
    options.keep_size = colors.size();
}

bool same(const quant::Quantized &a, const quant::Quantized &b) {
    const auto key = [](const quant::Color16 &c) { return std::tuple(c.r, c.g, c.b, c.a); };
    return std::ranges::equal(a.palette16(), b.palette16(), {}, key, key) &&
           std::ranges::equal(a.indices(), b.indices()) &&
           std::ranges::equal(a.counts(), b.counts()) && a.stats().inertia == b.stats().inertia &&
           a.stats().palette_mse == b.stats().palette_mse;
}

bool is_solved(const quant::Quantized &result) {
    return result.stats().iterations == 0 && result.stats().search_iterations == 0 &&
           result.stats().converged == 1 && result.stats().exact == 0;
}

// Returns the inertia after the rounding of centroids, which is up to half a step along each of
// four coordinates away from the means.
double with_rounding(const quant::Quantized &result) {
    return 4 * static_cast<double>(result.stats().pixels) / (128.0 * 128.0);
}

BOOST_AUTO_TEST_SUITE(line_tests)

BOOST_AUTO_TEST_CASE(a_line_is_read_with_its_positions_and_weights) {
    const std::vector<Point> points{{{10, 40, 7, 0}}, {{4, 52, 7, 0}}, {{14, 32, 7, 0}}};
    const auto line = line_of(histogram_of(points), {});
    BOOST_REQUIRE(line.has_value());
    BOOST_TEST((line->origin == points[1]));
    BOOST_TEST((line->step == std::array<std::int16_t, 4>{1, -2, 0, 0}));
    BOOST_TEST((line->positions == std::vector<std::uint32_t>{0, 6, 10}));
    BOOST_TEST((line->weights == std::vector<std::uint64_t>{2, 1, 3}));
    BOOST_TEST(line->unit() == 5U);

    const auto single = line_of(histogram_of({{{5, 6, 7, 0}}}), {});
    BOOST_REQUIRE(single.has_value());
    BOOST_TEST((single->positions == std::vector<std::uint32_t>{0}));
}

BOOST_AUTO_TEST_CASE(a_color_one_step_off_is_off) {
    std::vector<Point> points{{{100, 200, 300, 40}}, {{103, 198, 300, 41}}, {{109, 194, 300, 43}}};
    BOOST_TEST(line_of(histogram_of(points, true), {}).has_value());
    for (std::size_t d = 0; d < kDimensions; ++d) {
        for (const int step : {-1, 1}) {
            auto off = points;
            off[2].x[d] = static_cast<std::int16_t>(off[2].x[d] + step);
            BOOST_TEST(!line_of(histogram_of(off, true), {}).has_value());
            // A given color may be anywhere, and is no part of the line.
            const auto line = line_of(histogram_of(off, true), std::span(&off[2], 1));
            BOOST_TEST((line.has_value() && line->positions.size() == 2));
        }
    }
    BOOST_TEST((line_of(histogram_of(points, true), points).value().positions.empty()));
}

BOOST_AUTO_TEST_CASE(colors_of_many_pixels_count_in_full) {
    const Picture picture{"", 300, 300, 1, std::vector<std::uint8_t>(90000, 77)};
    const auto line = line_of(histogram_of(picture.view()), {});
    BOOST_TEST((line.value().weights == std::vector<std::uint64_t>{90000}));
}

BOOST_AUTO_TEST_CASE(grays_are_a_line_in_every_space) {
    std::vector<std::uint16_t> wide(65536);
    for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = static_cast<std::uint16_t>(i);
    for (int space = 0; quant_space_name(space); ++space) {
        BOOST_TEST_CONTEXT(quant_space_name(space)) {
            for (const unsigned channels : {1U, 2U, 3U, 4U})
                BOOST_TEST(
                    line_of(histogram_of(shades(channels, gray_of).view(), space), {}).has_value());
            BOOST_TEST(line_of(histogram_of(view(wide), space), {}).has_value());
            BOOST_TEST(
                !line_of(histogram_of(quant::test::photo(40, 30).view(), space), {}).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(other_lines_are_recognized) {
    const auto recognized = [](unsigned channels, auto color_of, int space = QUANT_SPACE_SRGB) {
        return line_of(histogram_of(shades(channels, color_of).view(), space), {}).has_value();
    };
    const auto byte = [](int v) { return static_cast<std::uint8_t>(v); };
    BOOST_TEST(recognized(3, [](std::uint8_t v) { return Color{v, 0, 30, 255}; }));
    BOOST_TEST(recognized(3, [&](std::uint8_t v) { return Color{v, byte(255 - v), 9, 255}; }));
    BOOST_TEST(recognized(3, [&](std::uint8_t v) {
        return Color{byte(v / 3 * 2), byte(v / 3), byte(v / 3), 255};
    }));
    BOOST_TEST(!recognized(3, [&](std::uint8_t v) { return Color{v, byte(v / 2), 0, 255}; }));
    for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_LINEAR})
        for (const std::uint8_t end : {std::uint8_t{0}, std::uint8_t{255}})
            BOOST_TEST(recognized(
                4,
                [&](std::uint8_t v) {
                    return Color{end, end, end, v};
                },
                space));
    BOOST_TEST(!recognized(2, [](std::uint8_t v) { return Color{v, v, v, v}; }));
}

BOOST_AUTO_TEST_CASE(the_result_is_the_same_for_all_threads_engines_and_presets) {
    const Picture gray = gray_photo();
    const auto wide = wide_grays();
    const std::vector<Color> kept{{255, 0, 0, 255}, {80, 80, 80, 255}};
    for (const bool keeps : {false, true}) {
        for (const quant_image &image : {quant_image(gray.view()), view(wide)}) {
            quant::Options options = options_of(20);
            if (keeps) keep(options, kept);
            const auto expected = quant::quantize(image, options).value();
            BOOST_TEST(is_solved(expected));
            for (const quant_preset preset : {QUANT_PRESET_FAST, QUANT_PRESET_BEST})
                for (const int engine :
                     {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS})
                    for (const unsigned threads : {1U, 2U, 3U, 8U}) {
                        quant::Options other = options_of(20, preset);
                        if (keeps) keep(other, kept);
                        other.engine = engine;
                        other.threads = threads;
                        BOOST_TEST(same(quant::quantize(image, other).value(), expected));
                    }
        }
    }
}

BOOST_AUTO_TEST_CASE(no_k_means_is_better) {
    const Picture gray = gray_photo();
    const Picture translucent = shades(4, [](std::uint8_t v) { return Color{0, 0, 0, v}; });
    const std::vector<std::vector<Color>> kept{
        {}, {{255, 0, 0, 255}, {10, 10, 10, 255}}, {{90, 100, 95, 255}, {200, 200, 200, 255}}};
    for (const Picture *picture : {&gray, &translucent}) {
        for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB}) {
            if (picture == &translucent && space == QUANT_SPACE_OKLAB) continue;
            for (const auto &colors : kept) {
                for (const unsigned k : {3U, 8U, 30U, 100U}) {
                    quant::Options options = options_of(k, QUANT_PRESET_BEST);
                    options.space = space;
                    options.palette_bits = 16;
                    if (!colors.empty()) keep(options, colors);
                    const auto solved = quant::quantize(picture->view(), options).value();
                    BOOST_TEST(is_solved(solved));
                    options.solve_lines = 0;
                    const auto searched = quant::quantize(picture->view(), options).value();
                    BOOST_TEST(searched.stats().iterations > 0U);
                    BOOST_TEST(solved.stats().inertia <=
                               searched.stats().inertia + with_rounding(solved));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_inertia_is_the_least_one_but_for_rounding) {
    const Picture gray = gray_photo();
    const auto line = line_of(histogram_of(gray.view()), {}).value();
    const LineProblem problem{line.positions, line.weights, {}, line.unit()};
    for (const unsigned k : {1U, 2U, 16U, 60U}) {
        const auto result = quant::quantize(gray.view(), options_of(k)).value();
        const double least = 3 * cost_of(problem, best_runs(problem, k)) / (128.0 * 128.0);
        BOOST_TEST(result.stats().colors == k);
        BOOST_TEST(result.stats().inertia >= least * (1 - 1e-12));
        BOOST_TEST(result.stats().inertia <= least + with_rounding(result));
    }
}

BOOST_AUTO_TEST_CASE(weights_count) {
    // Each gray counts alike, so that the best two entries are the means of both halves.
    const Picture gray = gray_photo();
    quant::Options options = options_of(2);
    options.protect = 1;
    const auto result = quant::quantize(gray.view(), options).value();
    const auto line = line_of(histogram_of(gray.view()), {}).value();
    const std::size_t half = line.positions.size() / 2;
    double sums[2] = {};
    for (std::size_t i = 0; i < line.positions.size(); ++i)
        sums[i < half ? 0 : 1] += (line.origin.x[0] + double(line.positions[i])) / 128.0;
    std::vector<int> entries;
    for (const Color &c : result.palette()) entries.push_back(c.r);
    std::ranges::sort(entries);
    BOOST_TEST(is_solved(result));
    BOOST_TEST(std::abs(entries[0] - sums[0] / double(half)) < 3);
    BOOST_TEST(std::abs(entries[1] - sums[1] / double(line.positions.size() - half)) < 3);

    std::vector<std::uint8_t> map(gray.pixels.size());
    std::ranges::transform(gray.pixels, map.begin(),
                           [](std::uint8_t v) { return std::uint8_t{v < 100}; });
    options.protect = 0;
    options.importance = map.data();
    options.importance_stride_bytes = 160;
    const auto dark = quant::quantize(gray.view(), options).value();
    for (const Color &c : dark.palette()) BOOST_TEST(c.r < 100);
}

BOOST_AUTO_TEST_CASE(transparent_pixels_do_not_hide_a_line) {
    Picture picture = shades(2, [](std::uint8_t v) {
        return Color{v, v, v, v % 4 == 0 ? std::uint8_t{0} : std::uint8_t{255}};
    });
    const auto result = quant::quantize(picture.view(), options_of(9)).value();
    BOOST_TEST(is_solved(result));
    BOOST_TEST(result.stats().colors == 9U);
    BOOST_TEST(result.palette()[0].a == 0);
    BOOST_TEST(result.counts()[0] == 96U);
    for (std::size_t i = 1; i < 9; ++i) BOOST_TEST(result.palette()[i].a == 255);
}

BOOST_AUTO_TEST_CASE(more_colors_than_positions_are_not_invented) {
    // 300 colors of 16 bits in 150 positions, for which there is no exact palette.
    std::vector<std::uint16_t> pixels;
    for (unsigned i = 0; i < 300; ++i) pixels.push_back(static_cast<std::uint16_t>(20000 + i));
    quant::Options options = options_of(256);
    options.palette_bits = 16;
    const auto result = quant::quantize(view(pixels), options).value();
    BOOST_TEST(is_solved(result));
    BOOST_TEST(result.stats().colors <= result.stats().unique_colors);
    BOOST_TEST(result.stats().mse <= 3 / (128.0 * 128.0));
    BOOST_TEST(std::ranges::count(result.counts(), 0U) == 0);

    // Kept colors leave no room, or take all pixels.
    const Picture gray = shades(1, gray_of);
    std::vector<Color> kept;
    for (int i = 0; i < 256; ++i) kept.push_back(gray_of(static_cast<std::uint8_t>(i)));
    for (const std::size_t count : {1U, 7U, 255U, 256U}) {
        for (const unsigned k : {static_cast<unsigned>(count), 256U}) {
            quant::Options keeping = options_of(k);
            keeping.keep = kept.data();
            keeping.keep_size = count;
            const auto all = quant::quantize(gray.view(), keeping).value();
            BOOST_TEST(all.stats().colors == k);
            if (k == 256) BOOST_TEST(all.stats().palette_mse == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_target_gets_the_fewest_colors) {
    const Picture gray = gray_photo();
    for (const double target : {25.0, 35.0, 45.0}) {
        quant::Options options = options_of(256);
        options.target_psnr = target;
        const auto result = quant::quantize(gray.view(), options).value();
        const unsigned n = result.stats().colors;
        BOOST_TEST(is_solved(result));
        BOOST_TEST(quant::psnr(result.stats().palette_mse) >= target);
        BOOST_TEST(same(result, quant::quantize(gray.view(), options_of(n)).value()));
        BOOST_TEST(
            quant::psnr(
                quant::quantize(gray.view(), options_of(n - 1)).value().stats().palette_mse) <
            target);
    }
}

BOOST_AUTO_TEST_CASE(k_means_is_left_as_asked) {
    const Picture gray = gray_photo();
    BOOST_TEST(quant::Options().solve_lines == 1);
    BOOST_TEST(quant::Options(QUANT_PRESET_FAST).solve_lines == 1);
    BOOST_TEST(quant::Options(QUANT_PRESET_BEST).solve_lines == 1);
    const auto options = options_of(12, QUANT_PRESET_PAPER);
    BOOST_TEST(options.solve_lines == 0);
    BOOST_TEST(quant::quantize(gray.view(), options).value().stats().iterations > 0U);

    // A program that does not know the field expects what its options say.
    quant::Options older = options_of(12);
    older.solve_lines = 0;
    const auto expected = quant::quantize(gray.view(), older).value();
    older.solve_lines = 1;
    older.struct_size = offsetof(quant_options, solve_lines);
    BOOST_TEST(same(quant::quantize(gray.view(), older).value(), expected));
    BOOST_TEST(quant_options_set_preset(&older, QUANT_PRESET_PAPER) == QUANT_OK);
    BOOST_TEST(older.solve_lines == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
