// Tests that every engine gives the same bits as `sequential` after every number of iterations, for
// every number of threads, policy and kind of picture; and the number of evaluations.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <numeric>

#include "cluster/lloyd.h"
#include "cluster/seeding.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using quant::test::Picture;
using quant::test::team_of;

bool same(const quant::Quantized &a, const quant::Quantized &b) {
    const auto equal_colors = [](const quant_color16 &x, const quant_color16 &y) {
        return x.r == y.r && x.g == y.g && x.b == y.b && x.a == y.a;
    };
    return std::ranges::equal(a.indices(), b.indices()) &&
           std::ranges::equal(a.palette16(), b.palette16(), equal_colors) &&
           std::ranges::equal(a.counts(), b.counts()) && a.stats().inertia == b.stats().inertia &&
           a.stats().palette_mse == b.stats().palette_mse &&
           a.stats().iterations == b.stats().iterations &&
           a.stats().converged == b.stats().converged;
}

// Checks all engines except `auto` and `sequential`, with several numbers of threads.
void check_engines(const quant_image &image, quant::Options options) {
    options.engine = QUANT_ENGINE_SEQUENTIAL;
    const auto reference = quant::quantize(image, options).value();
    // Fewer than 8192 pixels are processed by one thread, unless the number is exact.
    const bool small = image.width * image.height < 8192;
    std::vector numbers_of_threads = small ? std::vector{1U, 3U, 8U} : std::vector{1U, 2U, 3U, 8U};
    // Sanitizers make a call take up to a hundred times as long.
    if (QUANT_IS_SANITIZED) numbers_of_threads = {3U};
    options.exact_threads = small ? 1 : 0;
    for (int engine = QUANT_ENGINE_SEQUENTIAL + 1; quant_engine_name(engine); ++engine) {
        options.engine = engine;
        for (const unsigned threads : numbers_of_threads) {
            options.threads = threads;
            BOOST_TEST_CONTEXT("K=" << options.colors << " engine=" << quant_engine_name(engine)
                                    << " threads=" << threads
                                    << " iterations=" << options.max_iterations) {
                BOOST_TEST(same(quant::quantize(image, options).value(), reference));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE(engines_tests)

BOOST_AUTO_TEST_CASE(they_agree_iteration_by_iteration) {
    std::size_t pictures = 0;
    for (const Picture &picture : quant::test::mixed()) {
        std::size_t turn = pictures++;  // over all pictures, every limit meets each of three K
        BOOST_TEST_CONTEXT(picture.name) {
            quant::Options options(QUANT_PRESET_PAPER);
            options.tolerance = 0;
            for (const unsigned iterations : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 12U}) {
                options.colors = std::array{2U, 8U, 32U}[turn++ % 3];
                options.max_iterations = iterations;
                check_engines(picture.view(), options);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(exact_threads_are_used_however_small_the_picture) {
    for (const Picture &picture : quant::test::mixed()) {
        quant::Options options(QUANT_PRESET_PAPER);
        options.colors = 4;
        options.threads = 5;
        for (const int engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS}) {
            options.engine = engine;
            options.exact_threads = 0;
            const auto plain = quant::quantize(picture.view(), options).value();
            options.exact_threads = 1;
            const auto exact = quant::quantize(picture.view(), options).value();
            BOOST_TEST_CONTEXT(picture.name << ", " << quant_engine_name(engine)) {
                BOOST_TEST(same(exact, plain));
                BOOST_TEST(exact.stats().evaluations == plain.stats().evaluations);
                if (exact.stats().exact == 0 && exact.stats().pixels >= 5)
                    BOOST_TEST(exact.stats().threads == 5U);
            }
        }
        options.engine = QUANT_ENGINE_SEQUENTIAL;
        BOOST_TEST(quant::quantize(picture.view(), options).value().stats().threads == 1U);
    }
}

#ifdef _OPENMP
// Within a parallel region OpenMP starts no further threads.
BOOST_AUTO_TEST_CASE(threads_that_openmp_does_not_start_are_noticed) {
    const Picture picture = quant::test::mixed().front();
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = 4;
    options.engine = QUANT_ENGINE_OPENMP;
    options.threads = 3;
    quant::Options exact = options;
    exact.exact_threads = 1;
    int status = QUANT_OK;
    unsigned used = 0;
#pragma omp parallel num_threads(2)
    {
#pragma omp master
        {
            const auto result = quant::quantize(picture.view(), exact);
            if (!result) status = result.error().status;
            if (const auto plain = quant::quantize(picture.view(), options))
                used = plain->stats().threads;
        }
    }
    BOOST_TEST(status == int{QUANT_LIMIT_EXCEEDED});
    BOOST_TEST(used == 1U);
}
#endif

// The engine `cells` must agree even on pictures for which `auto` would choose another engine.
BOOST_AUTO_TEST_CASE(the_tree_agrees_with_sequential_where_it_does_not_pay_too) {
    using namespace quant::core;
    std::size_t did_not_pay = 0;
    for (const Picture &picture : quant::test::mixed()) {
        const ImageView image(picture.view());
        const Histogram histogram(image, team_of(1));
        for (const std::size_t k : {2U, 20U, 256U}) {
            did_not_pay += !cells_pay(histogram, k);
            std::vector<std::uint8_t> labels(image.pixels()), expected(image.pixels());
            const auto cells =
                make_cells_engine(&image, histogram, nullptr, team_of(2), labels.data());
            const auto sequential = make_sequential_engine(image, team_of(1), expected.data());
            auto centroids = seed_random(histogram, std::min(k, image.pixels()), 5);
            std::array<std::uint8_t, 256> order;
            std::iota(order.begin(), order.end(), std::uint8_t{0});
            for (int iteration = 0; iteration < 5; ++iteration) {
                const auto clusters = cells->assign(centroids);
                BOOST_TEST_CONTEXT(picture.name << " K=" << k << " iteration " << iteration) {
                    BOOST_TEST((clusters == sequential->assign(centroids)));
                }
                for (std::size_t c = 0; c < centroids.size(); ++c)
                    if (clusters[c].n > 0) centroids[c] = centroid_of(clusters[c]);
            }
            cells->assign(centroids);
            sequential->assign(centroids);
            cells->map(order);
            sequential->map(order);
            BOOST_TEST(labels == expected);
        }
    }
    BOOST_TEST(did_not_pay > 0U);
}

BOOST_AUTO_TEST_CASE(they_agree_for_every_policy_and_seeding) {
    std::size_t pictures = 0;
    for (const Picture &picture : quant::test::mixed()) {
        std::size_t turn = pictures++;  // over all pictures, each combination meets each of three K
        BOOST_TEST_CONTEXT(picture.name) {
            for (int seeding = 0; quant_seeding_name(seeding); ++seeding) {
                for (int empty = 0; quant_empty_name(empty); ++empty) {
                    // Clusters become empty with random seeds; the policies need not be combined
                    // with the other seedings.
                    if (seeding != QUANT_SEEDING_RANDOM && empty != QUANT_EMPTY_SPLIT) continue;
                    quant::Options options;
                    options.seeding = seeding;
                    options.search = QUANT_SEARCH_NONE;
                    options.empty = empty;
                    options.solve_lines = 0;
                    options.max_iterations = 8;
                    options.seed = 3;
                    options.colors = std::array{1U, 31U, 256U}[turn++ % 3];
                    check_engines(picture.view(), options);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(they_agree_in_every_space) {
    std::size_t turn = 0;  // over all pictures, every space meets each of three K
    for (int space = QUANT_SPACE_SRGB + 1; quant_space_name(space); ++space) {
        quant::Options options;
        options.space = space;
        options.search = QUANT_SEARCH_QUICK;
        options.solve_lines = 0;
        options.max_iterations = 12;
        for (const Picture &picture : quant::test::mixed()) {
            BOOST_TEST_CONTEXT(picture.name << " in " << quant_space_name(space)) {
                options.colors = std::array{2U, 32U, 256U}[turn++ % 3];
                check_engines(picture.view(), options);
            }
        }
        options.colors = 256;
        for (const unsigned channels : {3U, 4U}) {
            const Picture picture = quant::test::noise(61, 47, 2 * channels);
            check_engines({picture.pixels.data(), 61, 47,
                           static_cast<std::ptrdiff_t>(61 * 2 * channels), channels, 16},
                          options);
        }
        // This picture is large enough for several threads to convert, map and measure it.
        options.colors = 24;
        options.max_iterations = 3;
        check_engines(quant::test::photo(640, 480).view(), options);
    }
}

BOOST_AUTO_TEST_CASE(they_agree_on_16_bit_images) {
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        const Picture picture = quant::test::noise(61, 47, 2 * channels);
        quant::Options options;
        options.max_iterations = 10;
        for (const unsigned colors : {2U, 32U, 256U}) {
            options.colors = colors;
            check_engines({picture.pixels.data(), 61, 47,
                           static_cast<std::ptrdiff_t>(61 * 2 * channels), channels, 16},
                          options);
        }
    }
}

// With so many colors, the search works on a thinned histogram, unless that has too few colors.
BOOST_AUTO_TEST_CASE(they_agree_on_very_many_16_bit_colors) {
    for (const unsigned channels : {3U, 4U}) {
        for (const int most : {40, 2}) {
            Picture picture = quant::test::noise(280, 280, 2 * channels);
            for (std::size_t i = 1; i < picture.pixels.size(); i += 2)
                picture.pixels[i] = static_cast<std::uint8_t>(150 + picture.pixels[i] % most);
            const quant_image image{picture.pixels.data(),
                                    280,
                                    280,
                                    static_cast<std::ptrdiff_t>(280 * 2 * channels),
                                    channels,
                                    16};
            quant::Options options;
            options.colors = 24;
            options.max_iterations = 3;
            BOOST_TEST(quant::quantize(image, options).value().stats().unique_colors > 65536U);
            check_engines(image, options);
        }
    }
}

// Then the quick search works on a sample, or takes more steps if they are not so many.
BOOST_AUTO_TEST_CASE(they_agree_where_most_pixels_have_a_color_of_their_own) {
    for (const std::size_t width : {150U, 500U}) {
        for (const unsigned colors : {12U, 80U}) {
            // In RGB and with alpha, which is sampled for more than 64 colors only.
            const unsigned channels = colors > 64 ? 4 : 3;
            const Picture picture = quant::test::noise(width, 150, channels);
            quant::Options options(QUANT_PRESET_FAST);
            options.colors = colors;
            options.max_iterations = 2;
            check_engines(picture.view(), options);
        }
    }
}

// The sample must not miss the few colors that half of the pixels have.
BOOST_AUTO_TEST_CASE(a_sample_keeps_the_error_of_flat_areas_among_noise_low) {
    Picture picture = quant::test::noise(600, 400, 3);
    for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
        std::uint8_t &value = picture.pixels[i];
        const std::size_t pixel = i / 3;
        // 18 flat colors, far from the cube of the noise
        value = pixel % 600 < 250
                    ? static_cast<std::uint8_t>((pixel / 600 % 18 + 1) * (i % 3 + 3) * 41 % 256)
                    : static_cast<std::uint8_t>(value / 2);
    }
    for (const unsigned colors : {32U, 64U, 100U}) {
        quant::Options fast(QUANT_PRESET_FAST), steps(QUANT_PRESET_FAST);
        fast.colors = steps.colors = colors;
        steps.search = QUANT_SEARCH_NONE;
        steps.max_iterations = 8;
        const auto searched = quant::quantize(picture.view(), fast).value().stats();
        BOOST_TEST(searched.unique_colors > 65536U);
        BOOST_TEST(searched.palette_mse <
                   1.02 * quant::quantize(picture.view(), steps).value().stats().palette_mse);
    }
}

BOOST_AUTO_TEST_CASE(they_agree_on_few_colors) {
    const Picture picture = quant::test::noise(120, 80, 1);
    std::vector<std::uint8_t> pixels;
    for (const std::uint8_t v : picture.pixels)
        for (const int color : {v * 3 % 256, v * 5 % 251, v * v % 256})
            pixels.push_back(static_cast<std::uint8_t>(color));
    for (const quant_preset preset : {QUANT_PRESET_BALANCED, QUANT_PRESET_BEST}) {
        quant::Options options(preset);
        options.colors = 20;
        check_engines(quant::rgb8(pixels.data(), 120, 80), options);
    }
}

BOOST_AUTO_TEST_CASE(they_agree_when_iterated_to_convergence) {
    const Picture picture = quant::test::photo(300, 200, 4);
    for (const unsigned colors : {8U, 64U}) {
        quant::Options options;
        options.colors = colors;
        check_engines(picture.view(), options);
    }
}

BOOST_AUTO_TEST_CASE(they_agree_on_all_2_to_the_24_colors,
                     *boost::unit_test::enable_if<!QUANT_IS_SANITIZED>()) {
    std::vector<std::uint8_t> pixels(3 * (std::size_t{1} << 24));
    for (std::size_t i = 0; i < pixels.size() / 3; ++i) {
        // An odd factor visits each color once, with neighbors far apart.
        const std::size_t color = i * 0x9E3779 % (std::size_t{1} << 24);
        for (std::size_t c = 0; c < 3; ++c)
            pixels[3 * i + c] = static_cast<std::uint8_t>(color >> 8 * c);
    }
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = 5;
    options.max_iterations = 2;
    const auto run = [&](quant_engine engine, unsigned threads) {
        options.engine = engine;
        options.threads = threads;
        return quant::quantize(quant::rgb8(pixels.data(), 4096, 4096), options).value();
    };
    const auto cells = run(QUANT_ENGINE_CELLS, 2);
    BOOST_TEST(cells.stats().unique_colors == std::uint64_t{1} << 24);
    BOOST_TEST(same(cells, run(QUANT_ENGINE_SEQUENTIAL, 1)));
    // One thread has more pixels than its packed sums can hold without being flushed.
    BOOST_TEST(same(cells, run(QUANT_ENGINE_OPENMP, 1)));
}

BOOST_AUTO_TEST_CASE(they_agree_with_duplicates_among_the_seeds) {
    // The seeds are random pixels of an image that is mostly one color, so most seeds are equal.
    const Picture picture = quant::test::adversarial()[5];
    quant::Options options(QUANT_PRESET_PAPER);
    options.empty = QUANT_EMPTY_KEEP;
    options.colors = 40;
    check_engines(picture.view(), options);
}

// Returns the statistics of one run with preset paper.
quant::Stats paper_stats(const quant_image &image, unsigned colors, int engine, unsigned threads,
                         unsigned iterations) {
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = colors;
    options.engine = engine;
    options.threads = threads;
    options.max_iterations = iterations;
    options.palette_bits = 16;  // the entries are where the centroids are: one assignment is enough
    return quant::quantize(image, options).value().stats();
}

BOOST_AUTO_TEST_CASE(evaluations_over_pixels_are_pixels_times_centroids) {
    const Picture picture = quant::test::photo(150, 100);
    for (const int engine : {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP}) {
        for (const unsigned iterations : {0U, 3U}) {
            const auto stats = paper_stats(picture.view(), 16, engine, 2, iterations);
            BOOST_TEST(stats.evaluations == 150U * 100U * 16U * (iterations + 1));
        }
    }
}

// All colors are in one cell, so the tree consists of three nested boxes.
BOOST_AUTO_TEST_CASE(evaluations_of_cells_are_those_of_colors_and_boxes) {
    Picture picture{"one cell", 64, 8, 3, {}};
    for (unsigned i = 0; i < 512; ++i)
        for (const unsigned field : {i >> 6, i >> 3 & 7U, i & 7U})
            picture.pixels.push_back(static_cast<std::uint8_t>(64 + field));
    constexpr std::uint64_t boxes = 3 * 2 * 2;   // twice: to find the likely centroid, and to test
    constexpr std::uint64_t assigned = 512 * 2;  // counted again for the labels of the pixels
    const auto stats = paper_stats(picture.view(), 2, QUANT_ENGINE_CELLS, 1, 0);
    BOOST_TEST(stats.evaluations == boxes + assigned + assigned);
}

// Maps 16-bit colors of one cell to palette colors, each of which is the nearest to a corner of the
// cell.
BOOST_AUTO_TEST_CASE(evaluations_of_16_bit_cells_count_a_color_once_for_each_candidate) {
    std::vector<std::uint16_t> pixels;
    for (unsigned i = 0; i < 512; ++i)
        for (const unsigned field : {i >> 6, i >> 3 & 7U, i & 7U})
            pixels.push_back(static_cast<std::uint16_t>(18510 + 290 * field));
    std::vector<quant_color> corners{
        {73, 73, 73, 255}, {79, 73, 73, 255}, {73, 79, 73, 255}, {73, 73, 79, 255}};
    for (; corners.size() < 6; corners.push_back({79, 79, 79, 255})) {  // first 4, then 5 colors
        quant::Options options;
        options.palette = corners.data();
        options.palette_size = corners.size();
        options.threads = 1;
        const quant_image image{pixels.data(), 64, 8, 64 * 6, 3, 16};
        const std::uint64_t k = corners.size(), boxes = 3 * 2 * k, assigned = 512 * k;
        BOOST_TEST(quant::quantize(image, options).value().stats().evaluations ==
                   boxes + assigned + assigned);
    }
}

BOOST_AUTO_TEST_CASE(evaluations_do_not_depend_on_threads) {
    // The picture has enough colors for several threads to share the tree.
    const Picture picture = quant::test::noise(1100, 1000, 3);
    const auto one = paper_stats(picture.view(), 32, QUANT_ENGINE_CELLS, 1, 4);
    BOOST_TEST(one.unique_colors > 4U << 18);
    for (const unsigned threads : {2U, 3U, 4U})
        BOOST_TEST(paper_stats(picture.view(), 32, QUANT_ENGINE_CELLS, threads, 4).evaluations ==
                   one.evaluations);
    BOOST_TEST(one.evaluations > 0U);
    BOOST_TEST(one.evaluations < one.pixels * 32 * (one.iterations + 1) / 2);
}

BOOST_AUTO_TEST_CASE(evaluations_leave_out_the_search) {
    const Picture picture = quant::test::photo(150, 100);
    quant::Options options;
    options.colors = 8;
    const auto stats_of = [&](int engine) {
        options.engine = engine;
        return quant::quantize(picture.view(), options).value().stats();
    };
    const auto pixels = stats_of(QUANT_ENGINE_OPENMP), cells = stats_of(QUANT_ENGINE_CELLS);
    BOOST_TEST(pixels.search_iterations > 0U);
    // The pixels are assigned to the final centroids, and to the entries.
    BOOST_TEST(pixels.evaluations == pixels.pixels * 8 * (pixels.iterations + 2));
    BOOST_TEST(cells.evaluations < pixels.evaluations);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
