// Tests the masks of ordered dithering.
#include "map/threshold_mask.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using namespace quant::core;

BOOST_AUTO_TEST_SUITE(threshold_mask_tests)

BOOST_AUTO_TEST_CASE(blue_noise_has_every_rank_once_and_spreads_the_first_ones) {
    const auto ranks = blue_noise_ranks();
    std::vector<std::size_t> place(4096, 9999);
    for (std::size_t i = 0; i < ranks.size(); ++i) place.at(ranks[i]) = i;
    BOOST_TEST(std::ranges::count(place, 9999U) == 0);
    const auto apart = [&](std::size_t a, std::size_t b) {
        const auto around = [](std::size_t d) { return static_cast<double>(std::min(d, 64 - d)); };
        return std::hypot(around((place[a] % 64 - place[b] % 64) % 64),
                          around((place[a] / 64 - place[b] / 64) % 64));
    };
    for (const std::size_t count : {16U, 64U, 256U}) {
        double least = 64;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = 0; b < a; ++b) least = std::min(least, apart(a, b));
        // Among random points, some touch. In this unit, no set of points can keep a distance
        // greater than 1.07.
        BOOST_TEST(least >= 0.5 * std::sqrt(4096.0 / static_cast<double>(count)));
    }
    // Of half of the points, each square of 8 x 8 has about 32; random points would have a variance
    // of 16.
    double variance = 0;
    for (std::size_t square = 0; square < 64; ++square) {
        double points = 0;
        for (std::size_t i = 0; i < 64; ++i)
            points += ranks[(square / 8 * 8 + i / 8) * 64 + square % 8 * 8 + i % 8] < 2048 ? 1 : 0;
        variance += std::pow(points - 32, 2) / 64;
    }
    BOOST_TEST(variance < 2);
}

BOOST_AUTO_TEST_CASE(bayer_is_the_published_matrix) {
    const auto ranks = bayer_ranks(8);
    const std::vector<std::uint16_t> first_rows{0,  32, 8,  40, 2,  34, 10, 42,
                                                48, 16, 56, 24, 50, 18, 58, 26};
    for (std::size_t i = 0; i < 16; ++i) BOOST_TEST(ranks[i / 8 * 64 + i % 8] == first_rows[i]);
}

// The matrix of twice the side has 4 M in its upper left quarter, 4 M + 2 beside it, and 4 M + 3
// and 4 M + 1 below.
BOOST_AUTO_TEST_CASE(bayer_of_any_side_is_made_of_the_one_of_half_the_side) {
    std::vector<std::uint16_t> half(4096);
    for (const std::size_t side : {2U, 4U, 8U, 16U}) {
        const auto ranks = bayer_ranks(static_cast<unsigned>(side));
        std::vector<int> counts(side * side);
        for (std::size_t i = 0; i < 4096; ++i) {
            const std::size_t x = i % 64, y = i / 64, right = x % side / (side / 2),
                              below = y % side / (side / 2);
            const int more = below == 0 ? (right == 0 ? 0 : 2) : (right == 0 ? 3 : 1);
            BOOST_REQUIRE_EQUAL(ranks[i], 4 * half[i] + more);
            ++counts.at(ranks[i]);
        }
        for (const int count : counts) BOOST_TEST(count == 4096 / int(side * side));
        half = ranks;
    }
}

BOOST_AUTO_TEST_CASE(thresholds_are_spread_evenly_over_their_range) {
    for (const unsigned side : {0U, 2U, 4U, 8U, 16U}) {
        const ThresholdMask &mask =
            side == 0 ? ThresholdMask::blue_noise() : ThresholdMask::bayer(side);
        const std::uint32_t levels = side == 0 ? 4096 : side * side;
        BOOST_TEST(mask.levels() == levels);
        double sum = 0;
        std::uint32_t least = ThresholdMask::kOne, most = 0;
        for (std::size_t y = 0; y < 64; ++y) {
            for (std::size_t x = 0; x < 64; ++x) {
                const std::uint32_t threshold = mask.row(y + 64)[x];
                sum += threshold;
                least = std::min(least, threshold);
                most = std::max(most, threshold);
            }
        }
        BOOST_TEST(sum == 4096.0 * ThresholdMask::kOne / 2);
        BOOST_TEST(least == ThresholdMask::kOne - most);
        BOOST_TEST(least == ThresholdMask::kOne / (2 * levels));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
