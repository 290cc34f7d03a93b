// Tests the random generator and every seeding: number, quality and reproducibility of the seeds.
#include "cluster/seeding.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::team_of;

Histogram histogram_of(const quant_image &image, unsigned threads = 1) {
    return Histogram(ImageView(image), team_of(threads));
}

std::set<std::uint64_t> keys_of(const std::vector<Centroid> &seeds) {
    std::set<std::uint64_t> keys;
    for (const Centroid &seed : seeds) keys.insert(point_key(point_of(seed)));
    return keys;
}

double error_of(const Histogram &histogram, const std::vector<Centroid> &seeds) {
    const auto norms = norms_of(seeds);
    double sum = 0;
    histogram.for_each_block([&](const Point *points, const std::uint32_t *weights,
                                 std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t k = nearest(points[i], seeds, norms);
            sum += weights[i] *
                   double{squared_distance(points[i], score(points[i], seeds[k], norms[k])) * 1.0};
        }
    });
    return sum;
}

BOOST_AUTO_TEST_SUITE(seeding_tests)

BOOST_AUTO_TEST_CASE(the_generator_is_splitmix64) {
    // These are the first outputs of its authors' reference program for seed 1234567.
    Random random(1234567);
    BOOST_TEST(random.next() == 6457827717110365317U);
    BOOST_TEST(random.next() == 3203168211198807973U);
    BOOST_TEST(random.next() == 9817491932198370423U);
}

BOOST_AUTO_TEST_CASE(bounded_draws_are_uniform_and_in_range) {
    Random random(3);
    std::map<std::uint64_t, int> counts;
    for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
    BOOST_TEST(counts.size() == 7U);
    for (const auto &[value, count] : counts) {
        BOOST_TEST(value < 7U);
        BOOST_TEST(std::abs(count - 10000) < 500);  // five standard deviations
    }
}

BOOST_AUTO_TEST_CASE(random_seeds_are_colors_of_the_image_and_depend_on_the_seed_only) {
    const auto picture = quant::test::photo(150, 150);
    const Histogram histogram = histogram_of(picture.view());
    const auto seeds = seed_random(histogram, 256, 5);
    BOOST_TEST(seeds.size() == 256U);
    std::set<std::uint64_t> colors;
    histogram.for_each_block([&](const Point *points, const std::uint32_t *, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            Moments one;
            one.add(points[i]);
            colors.insert(point_key(point_of(centroid_of(one))));
        }
    });
    for (const std::uint64_t key : keys_of(seeds)) BOOST_TEST(colors.count(key) == 1U);
    BOOST_TEST((seeds == seed_random(histogram_of(picture.view(), 4), 256, 5)));
    BOOST_TEST((seeds != seed_random(histogram, 256, 6)));
}

BOOST_AUTO_TEST_CASE(random_seeds_do_not_depend_on_where_the_pixels_stand) {
    auto picture = quant::test::photo(64, 48);
    const auto seeds = seed_random(histogram_of(picture.view()), 32, 9);
    std::vector<std::uint8_t> reversed;
    for (std::size_t i = 64 * 48; i-- > 0;)
        reversed.insert(reversed.end(), &picture.pixels[3 * i], &picture.pixels[3 * i] + 3);
    BOOST_TEST((seeds == seed_random(histogram_of({reversed.data(), 64, 48, 192, 3, 8}), 32, 9)));
}

BOOST_AUTO_TEST_CASE(all_pixels_can_be_drawn) {
    const auto picture = quant::test::noise(16, 16, 3);
    const Histogram histogram = histogram_of(picture.view());
    BOOST_TEST(keys_of(seed_random(histogram, 256, 0)).size() == histogram.unique_colors());
}

BOOST_AUTO_TEST_CASE(no_more_pixels_are_drawn_than_there_are) {
    const auto picture = quant::test::noise(3, 2, 3);
    BOOST_TEST(seed_random(histogram_of(picture.view()), 256, 1).size() == 6U);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_pixels_everywhere) {
    // Recorded on the first machine; a difference breaks the promise of equal results.
    std::vector<std::uint8_t> ramp(1000);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::uint8_t>(i / 4);
    const auto seeds = seed_random(histogram_of({ramp.data(), 1000, 1, 1000, 1, 8}), 5, 42);
    std::vector<int> values;
    for (const Centroid &seed : seeds) values.push_back(seed.x[0] / 64);
    const std::vector<int> expected{103, 72, 214, 191, 62};
    BOOST_TEST(values == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(wu_cuts_two_well_separated_groups_apart) {
    std::vector<std::uint8_t> pixels;
    for (std::uint8_t i = 0; i < 20; ++i)
        pixels.insert(pixels.end(), {i, i, i, std::uint8_t(255 - i), 200, 100});
    const auto seeds = seed_wu(histogram_of({pixels.data(), 40, 1, 120, 3, 8}), 2);
    BOOST_REQUIRE(seeds.size() == 2U);
    const auto dark = std::min_element(seeds.begin(), seeds.end(),
                                       [](auto &a, auto &b) { return a.x[0] < b.x[0]; });
    BOOST_TEST((*dark == Centroid{{608, 608, 608, 0}}));  // the mean of 0..19, times 64
}

BOOST_AUTO_TEST_CASE(wu_is_better_than_random_and_gives_as_many_seeds_as_asked) {
    for (const auto &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            const Histogram histogram = histogram_of(picture.view());
            for (const std::size_t k : {1U, 2U, 16U, 64U, 256U}) {
                if (histogram.unique_colors() <= k) continue;
                const auto seeds = seed_wu(histogram, k);
                BOOST_TEST(seeds.size() == k);
                BOOST_TEST(keys_of(seeds).size() == k);
            }
        }
    }
    const auto picture = quant::test::photo(150, 150);
    const Histogram histogram = histogram_of(picture.view());
    for (const std::size_t k : {4U, 16U, 64U, 256U})
        BOOST_TEST(error_of(histogram, seed_wu(histogram, k)) <
                   error_of(histogram, seed_random(histogram, k, 1)));
}

BOOST_AUTO_TEST_CASE(maximin_takes_the_farthest_color_each_time) {
    // The mean of the grays is 138.75; the farthest gray from it is 0, then comes 255.
    const std::vector<std::uint8_t> grays{0, 100, 200, 255};
    const auto seeds = seed_maximin(histogram_of({grays.data(), 4, 1, 4, 1, 8}), 4);
    std::vector<int> values;
    for (const Centroid &seed : seeds) values.push_back(seed.x[0]);
    const std::vector<int> expected{138 * 64 + 48, 0, 255 * 64, 200 * 64};
    BOOST_TEST(values == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(kmeans_plus_plus_draws_groups_that_are_far_apart) {
    // The four groups are at the corners of a square; two seeds in one group would cost far more.
    const std::vector<std::uint8_t> corners{20, 220};
    std::vector<std::uint8_t> pixels;
    Random random(4);
    for (std::size_t i = 0; i < 400; ++i)
        for (const std::size_t at : {i % 2, i / 2 % 2, std::size_t{0}})
            pixels.push_back(static_cast<std::uint8_t>(corners[at] + random.below(16)));
    const Histogram histogram = histogram_of({pixels.data(), 400, 1, 1200, 3, 8});
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        std::set<std::pair<bool, bool>> groups;
        for (const Centroid &c : seed_kmeans_plus_plus(histogram, 4, seed))
            groups.emplace(c.x[0] > 6000, c.x[1] > 6000);
        BOOST_TEST(groups.size() == 4U);
    }
    BOOST_TEST((seed_kmeans_plus_plus(histogram, 4, 1) != seed_kmeans_plus_plus(histogram, 4, 2)));
}

BOOST_AUTO_TEST_CASE(seedings_by_distance_give_as_many_seeds_as_asked) {
    for (const auto &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            const Histogram histogram = histogram_of(picture.view());
            for (const std::size_t k : {1U, 2U, 16U, 256U}) {
                if (histogram.unique_colors() <= k) continue;
                BOOST_TEST(keys_of(seed_maximin(histogram, k)).size() == k);
                BOOST_TEST(keys_of(seed_kmeans_plus_plus(histogram, k, 1)).size() == k);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(wu_cuts_few_colors_of_translucent_images_within_cells) {
    // Four groups with few pixels are in one cell; a group with many pixels is far away.
    std::vector<std::uint8_t> pixels;
    std::set<std::uint64_t> expected;
    for (const int r : {0, 12}) {
        for (const int g : {1, 14}) {
            for (const int near : {0, 1})
                pixels.insert(pixels.end(),
                              {std::uint8_t(r + near), std::uint8_t(g), std::uint8_t(0), 255});
            // The centroid is half the mean of both colors; the alpha is that of an opaque color.
            expected.insert(point_key(point_of({{static_cast<std::int16_t>(r * 64 + 32),
                                                 static_cast<std::int16_t>(g * 64), 0, 8160}})));
        }
    }
    for (int i = 0; i < 92; ++i) pixels.insert(pixels.end(), {200, 200, 200, 100});
    const Histogram histogram = histogram_of(quant::rgba8(pixels.data(), 100, 1));
    BOOST_TEST(histogram.cells().size() == 2U);
    auto keys = keys_of(seed_wu(histogram, 5));
    BOOST_TEST(keys.size() == 5U);
    for (const std::uint64_t key : expected) BOOST_TEST(keys.count(key) == 1U);
}

// A nearly even picture: its colors lie in a single cell, between whose colors boxes are cut too.
BOOST_AUTO_TEST_CASE(wu_cuts_a_single_cell) {
    Random random(5);
    std::vector<WeightedColor> colors;
    for (int i = 0; i < 400; ++i) {
        const auto near = [&] { return static_cast<std::int16_t>((200 + random.below(8)) * 128); };
        colors.push_back({{{near(), near(), near(), 0}}, 1 + random.below(9)});
    }
    const Histogram histogram(colors, false);
    BOOST_REQUIRE(histogram.cells().size() == 1);
    const auto seeds = seed_wu(histogram, 40);
    BOOST_REQUIRE(seeds.size() == 40);
    std::vector<Centroid> worst_colors{centroid_of(histogram.total())};
    add_worst_colors(histogram, 40, worst_colors, nullptr);
    BOOST_TEST(error_of(histogram, seeds) < 0.9 * error_of(histogram, worst_colors));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
