// Tests the K-Means in doubles with examples that are computed by hand, and over pixels against
// distinct colors.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <map>
#include <random>
#include <stdexcept>

#include "reference/lloyd.h"

namespace {

using namespace quant::cli::reference;

Vector gray(double level) { return {level, level, level}; }

std::vector<std::uint8_t> pixels_of(const std::vector<std::uint8_t> &levels) {
    std::vector<std::uint8_t> pixels;
    for (const std::uint8_t level : levels) pixels.insert(pixels.end(), 3, level);
    return pixels;
}

const std::vector<std::uint8_t> kSix = pixels_of({0, 0, 1, 10, 11, 20});

BOOST_AUTO_TEST_SUITE(double_lloyd_tests)

BOOST_AUTO_TEST_CASE(each_iteration_by_hand) {
    const auto after = [](unsigned iterations) {
        return double_lloyd(kSix, {gray(0), gray(20)}, 2, iterations);
    };
    // The seeds give the clusters {0, 0, 1, 10}, where 10 is a tie, and {11, 20} in each channel.
    BOOST_TEST(std::abs(after(0).inertia - 3 * (1 + 100 + 81)) < 1e-9);
    BOOST_TEST(after(0).iterations == 0U);
    BOOST_TEST(!after(0).converged);
    // After one iteration, the means are 11/4 and 15.5, and 10 is nearer to the latter.
    const double one = 2 * std::pow(2.75, 2) + std::pow(1.75, 2) + std::pow(5.5, 2) +
                       std::pow(4.5, 2) + std::pow(4.5, 2);
    BOOST_TEST(std::abs(after(1).inertia - 3 * one) < 1e-9);
    BOOST_TEST((after(1).centroids == std::vector<Vector>{gray(2.75), gray(15.5)}));
    // In the end, the clusters are {0, 0, 1} and {10, 11, 20}, with the means 1/3 and 41/3. The
    // third update finds that nothing moves.
    const double last =
        2.0 / 3 + std::pow(11.0 / 3, 2) + std::pow(8.0 / 3, 2) + std::pow(19.0 / 3, 2);
    BOOST_TEST(std::abs(after(20).inertia - 3 * last) < 1e-9);
    BOOST_TEST(after(20).iterations == 3U);
    BOOST_TEST(after(20).converged);
    BOOST_TEST(!after(2).converged);
}

BOOST_AUTO_TEST_CASE(the_tolerance_is_a_euclidean_distance) {
    // The mean of n pixels of 100 and one of 101, in one channel or in all three, is 1/(n+1) away
    // from the seed in each of these channels.
    const auto converges = [](std::uint64_t n, const Rgb &other) {
        const std::vector<Rgb> colors{{100, 100, 100}, other};
        const std::vector<std::uint64_t> counts{n, 1};
        return double_lloyd(colors, counts, {gray(100)}, 1, 1).converged;
    };
    BOOST_TEST(converges(10000, {101, 100, 100}));
    BOOST_TEST(!converges(9998, {101, 100, 100}));
    BOOST_TEST(!converges(17319, {101, 101, 101}));  // the square root of 3 is 1.73205
    BOOST_TEST(converges(17320, {101, 101, 101}));
}

BOOST_AUTO_TEST_CASE(a_cluster_without_pixels_becomes_black) {
    // One of the seeds was equal to another one, and so begins without pixels. As black it takes
    // {0, 0, 1} from the first cluster, which then has no pixels and becomes black in its turn.
    const DoubleLloyd found = double_lloyd(kSix, {gray(1), gray(20)}, 3, 20);
    BOOST_TEST(
        (found.centroids == std::vector<Vector>{gray(0), gray((10 + 11 + 20) / 3.0), gray(1)}));
    BOOST_TEST(found.converged);
}

BOOST_AUTO_TEST_CASE(seeds_are_put_in_the_order_of_ties) {
    // 3 is as far from 1 as from 5, and 7 as far from 5 as from 9.
    const std::vector<std::uint8_t> pixels = pixels_of({1, 3, 5, 7, 9});
    const std::vector<Vector> listed{gray(1), gray(5), gray(9)};
    const auto ordered = [&](const std::vector<std::uint8_t> &labels) {
        return in_order_of_ties(pixels, labels, listed);
    };
    BOOST_TEST((ordered({0, 0, 1, 1, 2}) == listed));
    BOOST_TEST((ordered({0, 1, 1, 2, 2}) == std::vector<Vector>{gray(9), gray(5), gray(1)}));
    BOOST_TEST((ordered({0, 1, 1, 1, 2}) == std::vector<Vector>{gray(5), gray(1), gray(9)}));
}

BOOST_AUTO_TEST_CASE(pixels_and_distinct_colors_agree) {
    std::mt19937 random(7);
    std::vector<std::uint8_t> pixels(3 * 5000);
    for (std::uint8_t &v : pixels) v = static_cast<std::uint8_t>(random() % 24 * 10);
    std::map<Rgb, std::uint64_t> histogram;
    for (std::size_t i = 0; i < pixels.size(); i += 3)
        ++histogram[{pixels[i], pixels[i + 1], pixels[i + 2]}];
    std::vector<Rgb> colors;
    std::vector<std::uint64_t> counts;
    for (const auto &[color, count] : histogram) {
        colors.push_back(color);
        counts.push_back(count);
    }
    std::vector<Vector> seeds;
    for (std::size_t k = 0; k < 7; ++k) seeds.push_back(position(colors[k * colors.size() / 7]));
    std::vector<std::uint8_t> labels(5000, 255);
    const DoubleLloyd of_pixels = double_lloyd(pixels, seeds, 7, 20, {}, labels);
    const DoubleLloyd of_colors = double_lloyd(colors, counts, seeds, 7, 20);
    // All sums are integers until the first division, and few colors are nearly ties after it.
    BOOST_TEST(of_pixels.iterations == of_colors.iterations);
    BOOST_TEST(std::abs(of_pixels.inertia / of_colors.inertia - 1) < 1e-12);
    double inertia = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        BOOST_REQUIRE(labels[i] < 7);
        inertia += squared_distance(position({pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]}),
                                    of_pixels.centroids[labels[i]]);
    }
    BOOST_TEST(std::abs(inertia / of_pixels.inertia - 1) < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_check_can_end_the_run) {
    const auto raise = [] { throw std::runtime_error("enough"); };
    BOOST_CHECK_THROW(double_lloyd(kSix, {gray(0)}, 1, 20, raise), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
