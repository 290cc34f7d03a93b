// Tests the search for pictures of few colors: Ward's merging, the moves of single colors, the
// exchanges of clusters, and the independence of the number of threads.
#include "cluster/few_colors.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include "base/lowest.h"
#include "base/random.h"
#include "cluster/color_exchange.h"
#include "cluster/lloyd.h"
#include "cluster/seeding.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::team_of;

std::vector<WeightedColor> some_colors(std::size_t count, std::uint64_t seed) {
    Random random(seed);
    const auto value = [&] { return static_cast<std::int16_t>(random.below(256) * kPointScale); };
    std::vector<WeightedColor> colors;
    while (colors.size() < count) {
        const Point point{{value(), value(), value(), 0}};
        if (std::ranges::find(colors, point, &WeightedColor::point) == colors.end())
            colors.push_back({point, 1 + random.below(50)});
    }
    return colors;
}

std::uint64_t inertia(const Histogram &histogram, const std::vector<Centroid> &centroids) {
    const auto engine = make_cells_engine(nullptr, histogram, nullptr, team_of(1), nullptr);
    return inertia_of(histogram, centroids, engine->assign(centroids));
}

// Returns the least inertia of all partitions of the colors into at most `count` clusters.
std::uint64_t least_inertia(const Histogram &histogram, std::size_t count) {
    const std::vector<WeightedColor> colors = histogram.colors();
    std::vector<Moments> clusters(count);
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    const auto place = [&](const auto &self, std::size_t i, std::size_t used) -> void {
        if (i == colors.size()) {
            std::vector<Centroid> centroids;
            for (std::size_t k = 0; k < used; ++k) centroids.push_back(centroid_of(clusters[k]));
            std::uint64_t sum = histogram.squared();
            for (std::size_t k = 0; k < used; ++k)
                sum += squared_error_part(clusters[k], point_of(centroids[k]));
            least = std::min(least, sum);
            return;
        }
        for (std::size_t k = 0; k < std::min(used + 1, count); ++k) {
            const Moments before = clusters[k];
            clusters[k].add(colors[i].point, colors[i].weight);
            self(self, i + 1, std::max(used, k + 1));
            clusters[k] = before;
        }
    };
    place(place, 0, 0);
    return least;
}

BOOST_AUTO_TEST_SUITE(few_colors_tests)

BOOST_AUTO_TEST_CASE(ward_merges_the_pair_that_adds_least) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Histogram histogram(some_colors(12, seed), false);
        const auto colors = histogram.colors();
        std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
        for (std::size_t i = 0; i < colors.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                std::vector<Centroid> merged;
                Moments pair;
                pair.add(colors[i].point, colors[i].weight);
                pair.add(colors[j].point, colors[j].weight);
                merged.push_back(centroid_of(pair));
                for (std::size_t k = 0; k < colors.size(); ++k)
                    if (k != i && k != j) merged.push_back(centroid_of(colors[k].point));
                least = std::min(least, inertia(histogram, merged));
            }
        }
        const auto seeds = seed_ward(histogram, 11);
        BOOST_TEST(seeds.size() == 11U);
        BOOST_TEST(inertia(histogram, seeds) == least);
    }
}

BOOST_AUTO_TEST_CASE(ward_gives_each_color_a_cluster_if_there_is_room) {
    const Histogram histogram(some_colors(40, 1), false);
    const auto seeds = seed_ward(histogram, 50);
    BOOST_TEST(seeds.size() == 40U);
    BOOST_TEST(inertia(histogram, seeds) == 0U);
    BOOST_TEST(seed_ward(histogram, 1).size() == 1U);
}

// Returns what explained() must be, from the labels and the centers alone.
double explained_by_labels(const ColorClusters &clusters) {
    const ColorArrays &colors = clusters.colors();
    double sum = 0;
    for (std::size_t i = 0; i < colors.size(); ++i) {
        for (const auto &x : colors.x) sum += colors.weight[i] * x[i] * x[i];
        sum -= colors.weight[i] * clusters.squared_distance(i, clusters.label(i));
    }
    return sum;
}

BOOST_AUTO_TEST_CASE(passes_lower_the_inertia_and_leave_fixed_centroids) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Histogram histogram(some_colors(200, seed), false);
        const auto seeds = seed_wu(histogram, 24);
        const ColorArrays colors(histogram.colors());
        for (const std::size_t fixed : {0U, 5U}) {
            ColorClusters clusters(colors, seeds, fixed);
            for (double before = clusters.explained(); clusters.pass();) {
                BOOST_TEST(clusters.explained() > before);
                before = clusters.explained();
                BOOST_REQUIRE(clusters.passes() < 100U);
            }
            BOOST_TEST(clusters.explained() == explained_by_labels(clusters),
                       boost::test_tools::tolerance(1e-9));
            const auto centroids = clusters.centroids();
            BOOST_TEST(inertia(histogram, centroids) <= inertia(histogram, seeds));
            BOOST_TEST(std::equal(centroids.begin(), centroids.begin() + static_cast<long>(fixed),
                                  seeds.begin()));
        }
    }
}

BOOST_AUTO_TEST_CASE(no_color_moves_to_advantage_when_a_pass_moves_none) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Histogram histogram(some_colors(120, seed), false);
        const ColorArrays colors(histogram.colors());
        for (const std::size_t fixed : {0U, 3U}) {
            ColorClusters clusters(colors, seed_wu(histogram, 16), fixed);
            while (clusters.pass()) {
            }
            const double settled = clusters.explained();
            for (std::size_t i = 0; i < colors.size(); ++i) {
                for (std::size_t k = 0; k < clusters.size(); ++k) {
                    ColorClusters moved = clusters;
                    moved.move(i, k);
                    BOOST_TEST(moved.explained() <= settled * (1 + 1e-9));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(exchanges_only_lower_the_inertia) {
    unsigned lower = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Histogram histogram(some_colors(100, seed), false);
        const ColorArrays colors(histogram.colors());
        for (const std::size_t fixed : {0U, 5U, 19U}) {
            const auto seeds = seed_random(histogram, 20, seed);
            ColorClusters clusters(colors, seeds, fixed);
            while (clusters.pass()) {
            }
            const double before = clusters.explained();
            exchange_clusters(clusters, {10, 2}, seed, [](double) {});
            BOOST_TEST(clusters.explained() >= before);
            BOOST_TEST(clusters.explained() == explained_by_labels(clusters),
                       boost::test_tools::tolerance(1e-9));
            lower += clusters.explained() > before;
            for (std::size_t k = 0; k < fixed; ++k)
                BOOST_TEST((clusters.centroids()[k] == seeds[k]));
        }
    }
    BOOST_TEST(lower > 30U);
}

// Dark colors that belong to bright fixed centroids explain less than nothing.
BOOST_AUTO_TEST_CASE(exchanges_end_where_fixed_centroids_are_far_from_their_colors) {
    Random random(5);
    std::vector<WeightedColor> dark;
    for (std::int16_t i = 0; i < 300; ++i)
        dark.push_back({{{static_cast<std::int16_t>(i % 20), static_cast<std::int16_t>(i / 20),
                          static_cast<std::int16_t>(random.below(50)), 0}},
                        10});
    for (const std::int16_t green : std::array<std::int16_t, 3>{12000, 22000, 32000})
        dark.push_back({{{0, green, 0, 0}}, 40});
    const ColorArrays colors(dark);
    std::vector<Centroid> centroids;
    for (std::int16_t i = 0; i < 20; ++i)
        centroids.push_back({{static_cast<std::int16_t>(2500 + i), 0, 2500, 0}});
    centroids.push_back({{0, 6000, 0, 0}});
    centroids.push_back({{0, 13500, 0, 0}});
    ColorClusters clusters(colors, centroids, 20);
    for (std::size_t i = 0; i < 300; ++i) clusters.move(i, i % 20);
    BOOST_TEST(clusters.explained() < 0);
    unsigned tried = 0;
    exchange_clusters(clusters, {20, 5}, 1, [&](double) { BOOST_REQUIRE(++tried < 10000U); });
    BOOST_TEST(tried > 0U);
}

BOOST_AUTO_TEST_CASE(an_exchange_that_throws_leaves_the_clusters_as_they_were) {
    const Histogram histogram(some_colors(100, 1), false);
    const ColorArrays colors(histogram.colors());
    ColorClusters clusters(colors, seed_random(histogram, 20, 1), 0);
    while (clusters.pass()) {
    }
    const auto before = clusters.centroids();
    const double explained = clusters.explained();
    struct Enough {};
    unsigned tried = 0;
    const auto stop = [&](double) {
        if (++tried == 30) throw Enough();
    };
    BOOST_CHECK_THROW(exchange_clusters(clusters, {30, 2}, 1, stop), Enough);
    BOOST_TEST((clusters.centroids() == before));
    BOOST_TEST(clusters.explained() == explained);
}

BOOST_AUTO_TEST_CASE(the_lowest_of_numbers_is_the_first_of_equal_ones) {
    Random random(3);
    for (std::size_t count = 1; count < 40; ++count) {
        std::vector<double> numbers;
        while (numbers.size() < count) numbers.push_back(static_cast<double>(random.below(9)));
        const auto lowest = std::ranges::min_element(numbers) - numbers.begin();
        BOOST_TEST(index_of_lowest<double>(numbers) == static_cast<std::size_t>(lowest));
    }
}

BOOST_AUTO_TEST_CASE(small_cases_are_solved_to_the_optimum) {
    quant_options options;
    quant_options_init(&options, sizeof options);
    for (const int search : {QUANT_SEARCH_STANDARD, QUANT_SEARCH_THOROUGH}) {
        options.search = search;
        for (const unsigned count : {2U, 3U, 4U}) {
            for (std::uint64_t seed = 0; seed < 10; ++seed) {
                const Histogram histogram(some_colors(9, seed), false);
                options.colors = count;
                BOOST_REQUIRE(searches_few_colors(options, histogram));
                const auto searched = search_few_colors(histogram, {}, {}, count, options,
                                                        team_of(1), [](unsigned, double) {});
                BOOST_TEST(inertia(histogram, searched.centroids) ==
                           least_inertia(histogram, count));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_result_does_not_depend_on_the_number_of_threads) {
    quant_options options;
    quant_options_init(&options, sizeof options);
    const Histogram histogram(some_colors(150, 7), false);
    const std::vector<Point> points{histogram.colors()[3].point, histogram.colors()[90].point};
    const std::vector<Centroid> given{centroid_of(points[0]), centroid_of(points[1])};
    options.colors = 20;
    const auto search_with = [&](unsigned threads) {
        return search_few_colors(histogram, points, given, 18, options, team_of(threads),
                                 [](unsigned, double) {});
    };
    const Searched one = search_with(1);
    BOOST_TEST((one.centroids[0] == given[0] && one.centroids[1] == given[1]));
    for (const unsigned threads : {2U, 3U, 8U}) {
        const Searched several = search_with(threads);
        BOOST_TEST((several.centroids == one.centroids));
        BOOST_TEST(several.steps == one.steps);
    }
}

// A photograph of 32x32 has few colors, but as many as pixels.
BOOST_AUTO_TEST_CASE(a_tiny_photograph_is_not_a_picture_of_few_colors) {
    std::vector<WeightedColor> colors;
    for (std::int16_t i = 0; i < 1000; ++i)
        colors.push_back({{{static_cast<std::int16_t>(i * 32), 0, 0, 0}}, 1});
    const Histogram once(colors, false);
    for (WeightedColor &color : colors) color.weight = 2;
    const Histogram twice(colors, false);
    const quant::Options balanced, best(QUANT_PRESET_BEST);
    BOOST_TEST(!searches_few_colors(balanced, once));
    BOOST_TEST(searches_few_colors(balanced, twice));
    BOOST_TEST(searches_few_colors(best, once));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
