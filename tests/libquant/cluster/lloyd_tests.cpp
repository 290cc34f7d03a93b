// Compares the iterations with an independent Lloyd in double precision, and tests the rules for
// rounding, stopping, empty clusters and fixed centroids.
#include "cluster/lloyd.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <utility>

#include "cluster/empty_clusters.h"
#include "cluster/seeding.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;

using Vector = std::array<double, 3>;

// Lloyd's algorithm in 8-bit units and doubles, written independently of the library's code: the
// reference for its integer arithmetic. Empty clusters stay where they are.
struct DoubleLloyd {
    std::vector<Vector> pixels;
    std::vector<Vector> centroids;

    DoubleLloyd(const Picture &picture, const std::vector<Centroid> &seeds) {
        for (std::size_t i = 0; i < picture.pixels.size(); i += 3)
            pixels.push_back({double(picture.pixels[i]), double(picture.pixels[i + 1]),
                              double(picture.pixels[i + 2])});
        for (const Centroid &c : seeds)
            centroids.push_back({c.x[0] / 64.0, c.x[1] / 64.0, c.x[2] / 64.0});
    }
    static double squared_distance(const Vector &x, const Vector &y) {
        double sum = 0;
        for (std::size_t d = 0; d < 3; ++d) sum += (x[d] - y[d]) * (x[d] - y[d]);
        return sum;
    }
    std::size_t nearest_to(const Vector &x) const {
        std::size_t best = 0;
        for (std::size_t k = 1; k < centroids.size(); ++k)
            if (squared_distance(x, centroids[k]) < squared_distance(x, centroids[best])) best = k;
        return best;
    }
    void iterate() {
        std::vector<Vector> sums(centroids.size());
        std::vector<double> counts(centroids.size());
        for (const Vector &x : pixels) {
            const std::size_t k = nearest_to(x);
            for (std::size_t d = 0; d < 3; ++d) sums[k][d] += x[d];
            ++counts[k];
        }
        for (std::size_t k = 0; k < centroids.size(); ++k)
            for (std::size_t d = 0; d < 3; ++d)
                if (counts[k] > 0) centroids[k][d] = sums[k][d] / counts[k];
    }
    // Rounds the centroids to steps of 1/64, as the library stores them. This rounding is the only
    // difference between the library and unlimited precision.
    void store() {
        for (Vector &c : centroids)
            for (double &v : c) v = std::floor(v * 64 + 0.5) / 64;
    }
    double inertia() const {
        double sum = 0;
        for (const Vector &x : pixels) sum += squared_distance(x, centroids[nearest_to(x)]);
        return sum;
    }
};

double inertia_after(const Picture &picture, unsigned k, unsigned iterations) {
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = k;
    options.tolerance = 0;
    options.seed = 11;
    options.empty = QUANT_EMPTY_KEEP;
    options.max_iterations = iterations;
    return quant::quantize(picture.view(), options).value().stats().inertia;
}

BOOST_AUTO_TEST_SUITE(lloyd_tests)

BOOST_AUTO_TEST_CASE(inertia_agrees_with_a_double_precision_reference_at_every_iteration) {
    for (const std::uint64_t scene : {1U, 2U}) {
        const Picture picture = quant::test::photo(100, 100, scene);
        const Histogram histogram(ImageView(picture.view()), team_of(1));
        for (const unsigned k : {2U, 8U, 32U, 64U}) {
            DoubleLloyd reference(picture, seed_random(histogram, k, 11));
            for (unsigned iteration = 1; iteration <= 20; ++iteration) {
                reference.iterate();
                reference.store();
                const double inertia = inertia_after(picture, k, iteration);
                // Agreement within 1e-5 is required; the sums of doubles agree much better.
                BOOST_TEST(std::abs(inertia - reference.inertia()) <= 1e-12 * inertia);
            }
        }
    }
}

// If stored centroids are not rounded, the two runs diverge, because Lloyd amplifies any
// difference, but not far.
BOOST_AUTO_TEST_CASE(unlimited_precision_ends_at_about_the_same_inertia) {
    for (const std::uint64_t scene : {1U, 2U, 3U, 4U}) {
        const Picture picture = quant::test::photo(100, 100, scene);
        const Histogram histogram(ImageView(picture.view()), team_of(1));
        for (const unsigned k : {2U, 8U, 32U}) {
            DoubleLloyd reference(picture, seed_random(histogram, k, 11));
            for (unsigned i = 0; i < 20; ++i) reference.iterate();
            const double inertia = inertia_after(picture, k, 20);
            BOOST_TEST(std::abs(inertia - reference.inertia()) <= 5e-3 * inertia);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_centroid_is_half_the_mean_rounded_half_up) {
    Moments m;
    m.add({{0, 2, 4, 32640}});
    m.add({{1, 4, 4, 32640}});
    m.add({{1, 4, 5, 32640}});
    // The means are 2/3, 10/3 and 13/3; their halves are 1/3, 5/3 and 13/6.
    BOOST_TEST((centroid_of(m) == Centroid{{0, 2, 2, 16320}}));
    Moments tie;
    tie.add({{1, 3, 5, 7}});  // halves 0.5, 1.5, 2.5, 3.5
    BOOST_TEST((centroid_of(tie) == Centroid{{1, 2, 3, 4}}));
}

BOOST_AUTO_TEST_CASE(tolerance_is_in_8_bit_units) {
    BOOST_TEST(squared_tolerance(0) == 0);
    BOOST_TEST(squared_tolerance(1e-4) == 0);
    BOOST_TEST(squared_tolerance(1) == 64 * 64);
    BOOST_TEST(squared_tolerance(1.0 / 64) == 1);
}

BOOST_AUTO_TEST_CASE(a_larger_tolerance_ends_sooner_and_no_iterations_keep_the_seeds) {
    const Picture picture = quant::test::photo(150, 150);
    quant::Options options;
    options.colors = 16;
    options.search = QUANT_SEARCH_NONE;
    options.inertia_tolerance = 0;
    const auto exact = quant::quantize(picture.view(), options).value();
    BOOST_TEST(exact.stats().converged == 1);
    options.tolerance = 1;
    const auto loose = quant::quantize(picture.view(), options).value();
    BOOST_TEST(loose.stats().iterations < exact.stats().iterations);
    BOOST_TEST(loose.stats().converged == 1);
    options.max_iterations = 0;
    const auto seeds = quant::quantize(picture.view(), options).value();
    BOOST_TEST(seeds.stats().iterations == 0U);
    BOOST_TEST(seeds.stats().converged == 0);
    BOOST_TEST(seeds.stats().inertia > exact.stats().inertia);
}

BOOST_AUTO_TEST_CASE(it_ends_when_the_inertia_falls_by_a_given_part_at_most) {
    const Picture picture = quant::test::photo(150, 150);
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = 16;
    options.empty = QUANT_EMPTY_KEEP;
    options.tolerance = 0;
    const auto inertia_after = [&](unsigned iterations) {
        quant::Options limited = options;
        limited.max_iterations = iterations;
        return quant::quantize(picture.view(), limited).value().stats().inertia;
    };
    quant::Options ending = options;
    ending.max_iterations = 1000;
    for (const double part : {0.1, 0.01, 0.001}) {
        ending.inertia_tolerance = part;
        const auto result = quant::quantize(picture.view(), ending).value();
        BOOST_TEST(result.stats().converged == 1);
        // An iteration knows only the inertia that it began with.
        const unsigned last = result.stats().iterations - 1;
        BOOST_REQUIRE(last >= 1U);
        const auto fell_by = [&](unsigned to) {
            return inertia_after(to - 1) / inertia_after(to) - 1;
        };
        BOOST_TEST(fell_by(last) <= part);
        for (unsigned to = 1; to < last; ++to) BOOST_TEST(fell_by(to) > part);
    }
}

BOOST_AUTO_TEST_CASE(inertia_does_not_grow_with_iterations) {
    const Picture picture = quant::test::photo(150, 150, 5);
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = 32;
    options.tolerance = 0;
    options.empty = QUANT_EMPTY_KEEP;
    double last = std::numeric_limits<double>::max();
    for (unsigned i = 0; i <= 20; ++i) {
        options.max_iterations = i;
        const double inertia = quant::quantize(picture.view(), options).value().stats().inertia;
        // Rounding a centroid to 1/64 may increase the inertia slightly.
        BOOST_TEST(inertia <= last * (1 + 1e-6));
        last = inertia;
    }
}

// Two groups of colors and three centroids; the second centroid is far from both groups and gets no
// colors.
struct WithEmptyCluster {
    WithEmptyCluster() {
        for (std::uint8_t i = 0; i < 10; ++i) pixels.insert(pixels.end(), {i, 0, 0, 200, i, 0});
        pixels.insert(pixels.end(), {200, 90, 0});
        histogram =
            std::make_unique<Histogram>(ImageView({pixels.data(), 21, 1, 63, 3, 8}), team_of(1));
        clusters.resize(3);
        histogram->for_each_block(
            [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
                for (std::size_t i = 0; i < count; ++i)
                    clusters[nearest(points[i], assigned, norms_of(assigned))].add(points[i],
                                                                                   weights[i]);
            });
        moved = assigned;
    }
    void treat(quant_empty policy, std::size_t fixed = 0, const Centroid &black = {}) {
        treat_empty_clusters({policy, black, fixed}, *histogram, assigned, clusters, moved);
    }

    std::vector<std::uint8_t> pixels;
    std::unique_ptr<Histogram> histogram;
    std::vector<Centroid> assigned{{{320, 0, 0, 0}}, {{0, 0, 16000, 0}}, {{200 * 64, 320, 0, 0}}};
    std::vector<Moments> clusters;
    std::vector<Centroid> moved;
};

BOOST_FIXTURE_TEST_CASE(zero_makes_an_empty_cluster_black, WithEmptyCluster) {
    BOOST_REQUIRE(clusters[1].n == 0U);
    treat(QUANT_EMPTY_ZERO);
    BOOST_TEST((moved[1] == Centroid{}));
    BOOST_TEST((moved[0] == assigned[0] && moved[2] == assigned[2]));
}

BOOST_FIXTURE_TEST_CASE(zero_is_the_black_of_the_space, WithEmptyCluster) {
    const Centroid black{{0, 8160, 8160, 0}};
    treat(QUANT_EMPTY_ZERO, 0, black);
    BOOST_TEST((moved[1] == black));
}

BOOST_FIXTURE_TEST_CASE(fixed_clusters_are_neither_filled_nor_split, WithEmptyCluster) {
    for (int policy = 0; quant_empty_name(policy); ++policy) {
        treat(static_cast<quant_empty>(policy), 2);
        BOOST_TEST((moved == assigned));
    }
    // Now the cluster of largest error comes first and is fixed, so the other one is split.
    std::swap(assigned[0], assigned[2]);
    std::swap(clusters[0], clusters[2]);
    moved = assigned;
    treat(QUANT_EMPTY_SPLIT, 1);
    BOOST_TEST((moved[0] == assigned[0]));
    BOOST_TEST((moved[2] != assigned[2]));
}

BOOST_FIXTURE_TEST_CASE(keep_leaves_an_empty_cluster_in_place, WithEmptyCluster) {
    treat(QUANT_EMPTY_KEEP);
    BOOST_TEST((moved == assigned));
}

BOOST_FIXTURE_TEST_CASE(farthest_moves_it_to_the_color_farthest_from_its_centroid,
                        WithEmptyCluster) {
    treat(QUANT_EMPTY_FARTHEST);
    BOOST_TEST((moved[1] == Centroid{{200 * 64, 90 * 64, 0, 0}}));
    BOOST_TEST((moved[0] == assigned[0] && moved[2] == assigned[2]));
}

BOOST_FIXTURE_TEST_CASE(split_shares_the_cluster_of_largest_error_along_its_longest_axis,
                        WithEmptyCluster) {
    treat(QUANT_EMPTY_SPLIT);
    BOOST_TEST((moved[0] == assigned[0]));
    BOOST_TEST(moved[1].x[0] == 200 * 64);
    BOOST_TEST(moved[1].x[1] > assigned[2].x[1]);
    BOOST_TEST(moved[2].x[1] < assigned[2].x[1] + 1);
}

BOOST_AUTO_TEST_CASE(fixed_centroids_stay_and_take_their_pixels) {
    const Picture picture = quant::test::photo(100, 100);
    const ImageView image(picture.view());
    const Histogram histogram(image, team_of(1));
    // The first fixed centroid gets no pixels; the second is in the middle of the colors.
    const Centroid fixed[] = {{{16320, 0, 16320, 0}}, centroid_of(histogram.total())};
    std::vector<Centroid> seeds(std::begin(fixed), std::end(fixed));
    for (const Centroid &seed : seed_wu(histogram, 6)) seeds.push_back(seed);
    for (int policy = 0; quant_empty_name(policy); ++policy) {
        quant::Options options;
        options.empty = policy;
        options.inertia_tolerance = 0;
        std::vector<std::uint8_t> labels(image.pixels());
        const auto engine = make_sequential_engine(image, team_of(1), labels.data());
        const Clustering result = run_lloyd(*engine, histogram, ColorSpace(), seeds, 2, options,
                                            team_of(1), [](unsigned, double) {});
        BOOST_TEST(result.converged);
        BOOST_REQUIRE(result.centroids.size() == 8U);
        const auto clusters = engine->assign(result.centroids);
        for (std::size_t k = 0; k < 2; ++k) BOOST_TEST((result.centroids[k] == fixed[k]));
        BOOST_TEST(clusters[0].n == 0U);
        BOOST_TEST(clusters[1].n > 0U);
        BOOST_TEST((centroid_of(clusters[1]) != fixed[1]));
        for (std::size_t k = 2; k < 8; ++k)
            BOOST_TEST((result.centroids[k] == centroid_of(clusters[k])));
    }
}

BOOST_AUTO_TEST_CASE(an_empty_cluster_becomes_the_black_of_its_space) {
    const Picture picture = quant::test::photo(60, 60);
    const std::pair<quant_space, Centroid> blacks[] = {{QUANT_SPACE_SRGB, {{0, 0, 0, 0}}},
                                                       {QUANT_SPACE_OKLAB, {{0, 8160, 8160, 0}}},
                                                       {QUANT_SPACE_LAB, {{0, 8160, 8160, 0}}}};
    for (const auto &[space, black] : blacks) {
        const ImageView image = ImageView(picture.view()).in(ColorSpace(space));
        const Histogram histogram(image, team_of(1));
        std::vector<Centroid> seeds = seed_wu(histogram, 4);
        seeds.push_back({{0, 0, 16320, 0}});
        quant::Options options;
        options.space = space;
        options.empty = QUANT_EMPTY_ZERO;
        options.max_iterations = 1;
        std::vector<std::uint8_t> labels(image.pixels());
        const auto engine = make_sequential_engine(image, team_of(1), labels.data());
        const Clustering result = run_lloyd(*engine, histogram, image.space(), seeds, 0, options,
                                            team_of(1), [](unsigned, double) {});
        BOOST_TEST((result.centroids.back() == black));
    }
}

BOOST_AUTO_TEST_CASE(farthest_and_split_leave_no_entry_unused_on_a_photo) {
    const Picture picture = quant::test::photo(150, 150);
    for (const quant_empty policy : {QUANT_EMPTY_FARTHEST, QUANT_EMPTY_SPLIT}) {
        quant::Options options(QUANT_PRESET_PAPER);
        options.empty = policy;
        options.max_iterations = 50;
        BOOST_TEST(quant::quantize(picture.view(), options).value().stats().colors == 256U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
