// Tests that the search finds lower inertia than Lloyd's iterations alone.
#include "cluster/search.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "cluster/seeding.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;

constexpr SearchEffort kEffort{4, 4, 30, 6, 3, false};

// Owns an image view, its histogram and a cells engine that works on them.
struct Setting {
    explicit Setting(const Picture &picture, unsigned threads = 1)
        : image(picture.view()),
          histogram(image, team_of(threads)),
          labels(image.pixels()),
          engine_team(team_of(threads)),
          engine(make_cells_engine(&image, histogram, nullptr, engine_team, labels.data())) {}

    // Returns the inertia of the pixels to the means of their clusters.
    double inertia_of(const std::vector<Centroid> &centroids) const {
        double inertia = static_cast<double>(histogram.squared());
        for (const Moments &m : engine->assign(centroids))
            for (const std::int64_t s : m.sum)
                if (m.n > 0)
                    inertia -=
                        static_cast<double>(s) * static_cast<double>(s) / static_cast<double>(m.n);
        return inertia;
    }
    std::vector<Centroid> lloyd(std::vector<Centroid> centroids, int steps) const {
        for (int step = 0; step < steps; ++step) {
            const auto clusters = engine->assign(centroids);
            for (std::size_t k = 0; k < centroids.size(); ++k)
                if (clusters[k].n > 0) centroids[k] = centroid_of(clusters[k]);
        }
        return centroids;
    }
    std::vector<Centroid> search_from(std::vector<Centroid> seeds, std::size_t fixed = 0,
                                      const SearchEffort &effort = kEffort) const {
        return search(*engine, histogram, std::move(seeds), fixed, effort, engine_team,
                      [](unsigned, double) {})
            .centroids;
    }

    ImageView image;
    Histogram histogram;
    std::vector<std::uint8_t> labels;
    quant::core::Team &engine_team;
    std::unique_ptr<Engine> engine;
};

// The picture consists of clouds of 400 pixels around twelve colors that are far from each other.
constexpr std::size_t kClouds = 12;
Centroid middle_of(std::size_t cloud) {
    const auto at = [](std::size_t v) { return static_cast<std::int16_t>(v * 64); };
    return {{at(30 + 65 * (cloud % 4)), at(40 + 85 * (cloud / 4)), at(60 + 100 * (cloud % 2)), 0}};
}
Picture clouds() {
    Picture picture = quant::test::noise(400, kClouds, 3);
    Random random(3);
    for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
        const int middle = middle_of(i / 1200).x[i % 3] / 64;
        picture.pixels[i] =
            static_cast<std::uint8_t>(middle + static_cast<int>(random.below(13)) - 6);
    }
    return picture;
}

BOOST_AUTO_TEST_SUITE(search_tests)

BOOST_AUTO_TEST_CASE(it_gets_out_of_a_minimum_that_lloyd_is_stuck_in) {
    const Picture picture = clouds();
    const Setting setting(picture);
    std::vector<Centroid> right;
    for (std::size_t cloud = 0; cloud < kClouds; ++cloud) right.push_back(middle_of(cloud));
    const double lowest = setting.inertia_of(right);

    // Three seeds are in one cloud, and none in two other clouds.
    std::vector<Centroid> seeds = right;
    for (const std::size_t lost : {4U, 9U}) {
        seeds[lost] = right[0];
        seeds[lost].x[lost % 3] = static_cast<std::int16_t>(seeds[lost].x[lost % 3] + 200);
    }
    BOOST_TEST(setting.inertia_of(setting.lloyd(seeds, 50)) > 3 * lowest);
    // The tolerance allows for the rounding of sums in another order.
    BOOST_TEST(setting.inertia_of(setting.search_from(seeds)) < lowest * (1 + 1e-9));
}

BOOST_AUTO_TEST_CASE(it_ends_below_lloyd_on_photographs) {
    for (const std::size_t k : {8U, 40U, 256U}) {
        const Picture picture = quant::test::photo(300, 200);
        const Setting setting(picture);
        const auto seeds = seed_random(setting.histogram, k, 7);
        const double lloyd = setting.inertia_of(setting.lloyd(seeds, 100));
        BOOST_TEST(setting.inertia_of(setting.search_from(seeds)) < lloyd);
    }
}

BOOST_AUTO_TEST_CASE(more_effort_finds_more) {
    for (const std::size_t k : {64U, 200U}) {
        const Picture picture = quant::test::photo(300, 200);
        const Setting setting(picture);
        const auto seeds = seed_random(setting.histogram, k, 7);
        double above = setting.inertia_of(setting.lloyd(seeds, 100));
        for (const int search : {QUANT_SEARCH_STANDARD, QUANT_SEARCH_THOROUGH}) {
            const auto found = setting.search_from(seeds, 0, effort_of(search, k));
            const double inertia = setting.inertia_of(setting.lloyd(found, 100));
            BOOST_TEST(inertia < 0.999 * above);
            above = inertia;
        }
    }
}

BOOST_AUTO_TEST_CASE(fixed_centroids_stay) {
    const Picture picture = quant::test::photo(200, 100);
    const Setting setting(picture);
    auto seeds = seed_wu(setting.histogram, 20);
    // The first fixed centroid is far from all pixels, the second in the middle of them.
    seeds[0] = {{0, kCentroidMax, 0, 0}};
    const Centroid second = seeds[1];
    const auto found = setting.search_from(seeds, 2);
    BOOST_TEST((found[0] == seeds[0]));
    BOOST_TEST((found[1] == second));
    BOOST_TEST((found != seeds));
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_it) {
    const Picture picture = quant::test::photo(1000, 700);
    std::vector<Centroid> expected;
    for (const unsigned threads : {1U, 3U}) {
        const Setting setting(picture, threads);
        const auto found = setting.search_from(seed_wu(setting.histogram, 64));
        if (expected.empty()) expected = found;
        BOOST_TEST((found == expected));
    }
}

BOOST_AUTO_TEST_CASE(it_ends_on_pictures_of_few_colors_and_cells) {
    for (const Picture &picture : quant::test::mixed()) {
        const Setting setting(picture);
        for (const std::size_t k : {1U, 2U, 256U}) {
            const auto seeds = seed_wu(setting.histogram, k);
            BOOST_TEST(setting.search_from(seeds).size() == seeds.size());
        }
    }
}

// With several threads, exchanges are tried ahead. What counts is what one thread would have tried.
BOOST_AUTO_TEST_CASE(the_thorough_search_does_not_depend_on_the_number_of_threads) {
    for (const Picture &picture :
         {clouds(), quant::test::noise(90, 70, 3), quant::test::noise(60, 60, 4)}) {
        const Setting one(picture);
        const auto seeds = quant::core::seed_wu(one.histogram, 40);
        const SearchEffort effort = quant::core::effort_of(QUANT_SEARCH_THOROUGH, seeds.size());
        BOOST_REQUIRE(effort.fails_mostly);
        const auto search_with = [&](const Setting &setting, std::size_t fixed) {
            return search(*setting.engine, setting.histogram, seeds, fixed, effort,
                          setting.engine_team, [](unsigned, double) {});
        };
        for (const std::size_t fixed : {0U, 3U}) {
            const auto expected = search_with(one, fixed);
            for (const unsigned threads : {2U, 3U, 8U}) {
                const Setting several(picture, threads);
                const auto searched = search_with(several, fixed);
                BOOST_TEST((searched.centroids == expected.centroids));
                BOOST_TEST(searched.steps == expected.steps);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
