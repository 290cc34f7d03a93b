// Tests that everything that rounding can make of K-Means is within the bounds, and a fault is not.
#include "validate/enclosure.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>

#include "runs.h"
#include "validate/distances.h"

namespace {

using namespace quant::cli::validate;
using quant::cli::reference::Cluster;
using quant::cli::reference::position;
using quant::test::photo;
using quant::test::run;

constexpr unsigned kColors = 8;

struct Fixture {
    quant::cli::RgbPicture pixels = photo(80, 60);
    DistinctColors picture = distinct_colors(pixels.pixels);

    Clustering after(unsigned iterations) const {
        Clustering clustering;
        BOOST_TEST(check_outcome(picture, run(pixels, kColors, iterations), clustering) == "");
        return clustering;
    }
    Enclosure enclosure_after(unsigned iterations) const {
        Enclosure enclosure(picture, after(0), kColors);
        for (unsigned i = 0; i < iterations; ++i) enclosure.advance();
        return enclosure;
    }
};

BOOST_FIXTURE_TEST_SUITE(enclosure_tests, Fixture)

BOOST_AUTO_TEST_CASE(the_library_is_within_the_bounds) {
    Enclosure enclosure(picture, after(0), kColors);
    BOOST_TEST(enclosure.certainty() == 1);
    for (unsigned n = 1; n <= 20; ++n) {
        enclosure.advance();
        BOOST_TEST(enclosure.check(after(n)) == "");
    }
}

BOOST_AUTO_TEST_CASE(the_first_iterations_are_certain) {
    BOOST_TEST(enclosure_after(1).certainty() > 0.98);
    BOOST_TEST(enclosure_after(3).certainty() > 0.9);
}

BOOST_AUTO_TEST_CASE(finds_a_centroid_that_rounding_cannot_explain) {
    const Enclosure enclosure = enclosure_after(1);
    Clustering wrong = after(1);
    BOOST_TEST(enclosure.check(wrong) == "");
    wrong.centroids[3][1] += 1.0 / 32;
    const std::string text = enclosure.check(wrong);
    BOOST_TEST(text.find(", but rounding can move it by 0.01353 only") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(finds_an_iteration_too_many) {
    for (const unsigned n : {1U, 2U, 3U}) {
        BOOST_TEST(enclosure_after(n).check(after(n - 1)) != "");
        BOOST_TEST(enclosure_after(n).check(after(n + 1)) != "");
    }
}

// One iteration that moves each centroid to the mean of its cluster and a random step further, of
// at most 1/128 a channel.
void step_unsteadily(const DistinctColors &picture, Clustering &clustering, std::mt19937 &random) {
    std::vector<Cluster> clusters(clustering.centroids.size());
    for (std::size_t i = 0; i < picture.colors.size(); ++i)
        clusters[clustering.labels[i]].add(position(picture.colors[i]),
                                           static_cast<double>(picture.counts[i]));
    std::uniform_real_distribution<double> rounding(-1.0 / 128, 1.0 / 128);
    for (std::size_t k = 0; k < clusters.size(); ++k) {
        clustering.centroids[k] = clusters[k].mean();
        if (clusters[k].weight > 0)
            for (double &v : clustering.centroids[k]) v += rounding(random);
    }
    Distances distances(clustering.centroids);
    for (std::size_t i = 0; i < picture.colors.size(); ++i)
        clustering.labels[i] =
            static_cast<std::uint8_t>(distances.nearest_to(position(picture.colors[i])));
}

BOOST_AUTO_TEST_CASE(every_kind_of_rounding_is_within_the_bounds) {
    std::mt19937 random(3);
    for (unsigned i = 0; i < 30; ++i) {
        Clustering clustering = after(0);
        Enclosure enclosure(picture, clustering, kColors);
        for (unsigned n = 1; n <= 10; ++n) {
            step_unsteadily(picture, clustering, random);
            enclosure.advance();
            BOOST_TEST(enclosure.check(clustering) == "");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
