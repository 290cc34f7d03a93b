// Tests that the reference accepts right results and finds every planted fault.
#include "validate/reference.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "runs.h"

namespace {

using namespace quant::cli::validate;
using quant::test::of_grays;
using quant::test::photo;
using quant::test::run;

constexpr unsigned kColors = 12;

struct Fixture {
    quant::cli::RgbPicture pixels = photo(80, 60);
    DistinctColors picture = distinct_colors(pixels.pixels);
    Outcome outcome = run(pixels, kColors);

    Clustering clustering_after(unsigned iterations) const {
        Clustering clustering;
        BOOST_TEST(check_outcome(picture, run(pixels, kColors, iterations), clustering) == "");
        return clustering;
    }
    void wrong(const std::string &what) const {
        Clustering ignored;
        found(check_outcome(picture, outcome, ignored), what);
    }
    static void found(const std::string &text, const std::string &what) {
        BOOST_TEST(text.find(what) != std::string::npos, "'" + text + "' lacks " + what);
    }
};

BOOST_FIXTURE_TEST_SUITE(reference_tests, Fixture)

BOOST_AUTO_TEST_CASE(distinct_colors_are_sorted_and_counted) {
    const std::vector<std::uint8_t> pixels_of_two{9, 8, 7, 1, 2, 3, 9, 8, 7, 1, 2, 4};
    const DistinctColors distinct = distinct_colors(pixels_of_two);
    BOOST_TEST((distinct.colors == std::vector<Rgb>{{1, 2, 3}, {1, 2, 4}, {9, 8, 7}}));
    BOOST_TEST(distinct.counts == std::vector<std::uint64_t>({1, 1, 2}));
    BOOST_TEST(distinct.of_pixel == std::vector<std::uint32_t>({2, 0, 2, 1}));
}

BOOST_AUTO_TEST_CASE(accepts_every_iteration_of_the_library) {
    for (const unsigned k : {2U, 12U, 100U, 256U}) {
        Clustering before;
        for (unsigned n = 0; n <= 20; ++n) {
            Clustering after;
            BOOST_TEST(check_outcome(picture, run(pixels, k, n), after) == "");
            BOOST_TEST(check_nearest(picture, after, after.centroids) == "");
            BOOST_TEST((n == 0 ? check_seeds(picture, after)
                               : check_step(picture, before, after, k)) == "");
            before = after;
        }
    }
}

BOOST_AUTO_TEST_CASE(finds_a_wrong_label) {
    Clustering clustering;
    check_outcome(picture, outcome, clustering);
    for (const std::size_t i : {std::size_t{0}, picture.colors.size() - 1}) {
        Clustering wrong = clustering;
        wrong.labels[i] = static_cast<std::uint8_t>((wrong.labels[i] + 1) % kColors);
        found(check_nearest(picture, wrong, wrong.centroids), "is nearer");
    }
}

BOOST_AUTO_TEST_CASE(finds_labels_that_cannot_be) {
    // Changes the label of one of several pixels of the most frequent color.
    const auto most = std::max_element(picture.counts.begin(), picture.counts.end());
    BOOST_REQUIRE(*most > 1);
    const auto color = static_cast<std::uint32_t>(most - picture.counts.begin());
    const auto pixel = static_cast<std::size_t>(
        std::find(picture.of_pixel.begin(), picture.of_pixel.end(), color) -
        picture.of_pixel.begin());
    const Outcome right = outcome;
    outcome.labels[pixel] = static_cast<std::uint8_t>((outcome.labels[pixel] + 1) % kColors);
    wrong("is not that of another pixel of its color");
    outcome = right;
    outcome.labels.back() = static_cast<std::uint8_t>(outcome.palette.size());
    wrong("is no palette entry");
    outcome = right;
    outcome.labels.pop_back();
    wrong("not as many as the pixels");
}

BOOST_AUTO_TEST_CASE(finds_wrong_figures) {
    const Outcome right = outcome;
    outcome.inertia *= 1 + 1e-11;
    wrong("the inertia is");
    outcome = right;
    outcome.counts.back() -= 1;
    wrong("the count of entry");
    outcome = right;
    std::swap(outcome.counts.front(), outcome.counts.back());
    wrong("has more pixels than the one before");
    outcome = right;
    outcome.counts.pop_back();
    wrong("no common size");
}

BOOST_AUTO_TEST_CASE(finds_a_wrong_palette) {
    const Outcome right = outcome;
    outcome.palette16[2].g = static_cast<std::uint16_t>(outcome.palette16[2].g ^ 1);
    wrong("is not a stored centroid");
    outcome = right;
    outcome.palette[2].g = static_cast<std::uint8_t>(outcome.palette[2].g ^ 2);
    wrong("is not the 16-bit one, rounded");
    outcome = right;
    outcome.palette[2].a = 254;
    wrong("is not opaque");
}

BOOST_AUTO_TEST_CASE(finds_a_centroid_that_is_one_step_away) {
    const Clustering before = clustering_after(3);
    Clustering after = clustering_after(4);
    BOOST_TEST(check_step(picture, before, after, kColors) == "");
    after.centroids[5][1] += 1.0 / 64;
    found(check_step(picture, before, after, kColors), "is not the mean of a cluster");
}

BOOST_AUTO_TEST_CASE(finds_an_iteration_left_out_or_done_twice) {
    found(check_step(picture, clustering_after(3), clustering_after(5), kColors),
          "is not the mean");
    found(check_step(picture, clustering_after(3), clustering_after(3), kColors),
          "is not the mean");
}

BOOST_AUTO_TEST_CASE(finds_a_wrong_ending) {
    const auto ending = [&](const Outcome &end, unsigned limit) {
        Clustering clustering;
        BOOST_TEST(check_outcome(picture, end, clustering) == "");
        return check_ending(picture, end, clustering, kColors, limit);
    };
    Outcome early = run(pixels, kColors, 4);
    BOOST_TEST(ending(early, 4) == "");
    found(ending(early, 5), "ended after 4 of at most 5 iterations without having converged");
    found(ending(early, 3), "made 4 of at most 3 iterations");
    early.converged = true;
    found(ending(early, 20), "claims to have converged after 4 of at most 20 iterations");
    const Outcome last = run(pixels, kColors, 1000);
    BOOST_TEST(last.iterations < 1000U);
    BOOST_TEST(last.converged);
    BOOST_TEST(ending(last, 1000) == "");
}

BOOST_AUTO_TEST_CASE(finds_a_centroid_that_got_lost) {
    // Gives the pixels of the last entry to the nearest of the other entries.
    const Clustering before = clustering_after(3);
    Clustering after = clustering_after(4);
    after.centroids.pop_back();
    for (std::size_t i = 0; i < after.labels.size(); ++i) {
        if (after.labels[i] < after.centroids.size()) continue;
        const auto distance = [&](const Vector &c) {
            const Rgb &x = picture.colors[i];
            return std::hypot(x[0] - c[0], x[1] - c[1], x[2] - c[2]);
        };
        const auto nearest = std::min_element(
            after.centroids.begin(), after.centroids.end(),
            [&](const Vector &a, const Vector &b) { return distance(a) < distance(b); });
        after.labels[i] = static_cast<std::uint8_t>(nearest - after.centroids.begin());
    }
    BOOST_TEST(check_nearest(picture, after, after.centroids) == "");
    found(check_step(picture, before, after, kColors), "is nearer");
}

BOOST_AUTO_TEST_CASE(a_cluster_without_pixels_becomes_black) {
    // One of three clusters has no pixels, so black becomes a centroid and takes the dark pixels.
    const DistinctColors grays = distinct_colors(of_grays({1, 5, 90, 110}).pixels);
    const Clustering before{{{60, 60, 60}, {100, 100, 100}}, {0, 0, 1, 1}};
    const Clustering right{{{100, 100, 100}, {3, 3, 3}, {0, 0, 0}}, {2, 1, 0, 0}};
    BOOST_TEST(check_step(grays, before, right, 3) == "");
    const Clustering without{{{100, 100, 100}, {3, 3, 3}}, {1, 1, 0, 0}};
    BOOST_TEST(check_step(grays, before, without, 2) == "");
    found(check_step(grays, before, without, 3), "(1, 1, 1) has the label 1");
    found(check_step(grays, before, right, 2), "is not the mean");
}

BOOST_AUTO_TEST_CASE(finds_seeds_that_no_pixel_has) {
    Clustering seeds = clustering_after(0);
    seeds.centroids[0][0] += 1.0 / 64;
    found(check_seeds(picture, seeds), "is not the color of a pixel");
    const DistinctColors grays = distinct_colors(of_grays({1, 5}).pixels);
    found(check_seeds(grays, {{{3, 3, 3}}, {0, 0}}), "is not the color of a pixel");
    BOOST_TEST(check_seeds(grays, {{{5, 5, 5}, {1, 1, 1}}, {1, 0}}) == "");
    found(check_seeds(grays, {{{5, 5, 5}, {1, 1, 1}}, {1, 1}}), "is nearer");
}

BOOST_AUTO_TEST_CASE(the_library_has_an_order_of_ties) {
    // In this order, the K-Means in doubles begins with the clusters of the library.
    for (const unsigned k : {2U, 8U, 32U}) {
        Clustering seeds;
        const Outcome start = run(pixels, k, 0);
        check_outcome(picture, start, seeds);
        const std::vector<Vector> order =
            quant::cli::reference::in_order_of_ties(pixels.pixels, start.labels, seeds.centroids);
        std::vector<std::uint8_t> labels(start.labels.size());
        quant::cli::reference::double_lloyd(pixels.pixels, order, k, 0, {}, labels);
        for (std::size_t i = 0; i < labels.size(); ++i)
            BOOST_REQUIRE((order[labels[i]] == seeds.centroids[start.labels[i]]));
    }
}

BOOST_AUTO_TEST_CASE(the_library_ends_near_a_kmeans_in_doubles) {
    for (const unsigned k : {2U, 8U, 32U}) {
        Clustering seeds;
        check_outcome(picture, run(pixels, k, 0), seeds);
        const auto inertia_after = [&](unsigned iterations) {
            return quant::cli::reference::double_lloyd(picture.colors, picture.counts,
                                                       seeds.centroids, k, iterations)
                .inertia;
        };
        const double in_doubles = inertia_after(20);
        BOOST_TEST(deviation(in_doubles, run(pixels, k).inertia) < 0.03);
        // A run that ends too early has a clearly larger inertia.
        BOOST_TEST(inertia_after(1) > 1.03 * in_doubles);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
