// Compares the blur, which works on rows and columns, with its definition in two dimensions.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "metrics/blur.h"
#include "picture.h"

using namespace quant::test;
using quant::cli::metrics::BlurredRows;
using quant::cli::metrics::mirrored;

BOOST_AUTO_TEST_SUITE(blur_tests)

namespace {

// Returns the blurred rows of one channel.
std::vector<double> blurred(const Picture8 &picture, double sigma, std::size_t channel = 0) {
    BlurredRows rows(picture.view(), 0.0, sigma);
    std::vector<double> result;
    for (std::size_t y = 0; y < picture.height; ++y) {
        const auto &plane = rows.next()[channel];
        result.insert(result.end(), plane.begin(), plane.end());
    }
    return result;
}

std::ptrdiff_t folded(std::ptrdiff_t i, std::ptrdiff_t n) {
    while (i < 0 || i >= n) i = i < 0 ? -1 - i : 2 * n - 1 - i;
    return i;
}

double reference(const Picture8 &picture, double sigma, std::ptrdiff_t x, std::ptrdiff_t y) {
    const auto radius = static_cast<std::ptrdiff_t>(std::floor(4.0 * sigma + 0.5));
    const auto width = static_cast<std::ptrdiff_t>(picture.width);
    const auto height = static_cast<std::ptrdiff_t>(picture.height);
    double sum = 0.0;
    double weights = 0.0;
    for (std::ptrdiff_t j = -radius; j <= radius; ++j)
        for (std::ptrdiff_t i = -radius; i <= radius; ++i) {
            const double weight =
                std::exp(-static_cast<double>(i * i + j * j) / (2 * sigma * sigma));
            const std::ptrdiff_t at = folded(y + j, height) * width + folded(x + i, width);
            sum += weight * picture.samples[static_cast<std::size_t>(at) * picture.channels];
            weights += weight;
        }
    return sum / weights;
}

}  // namespace

BOOST_AUTO_TEST_CASE(indices_are_mirrored_with_the_ends_twice) {
    const std::vector<std::size_t> expected = {0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0};
    for (std::ptrdiff_t i = -6; i <= 6; ++i)
        BOOST_TEST(mirrored(i, 3) == expected[static_cast<std::size_t>(i + 6)], "index " << i);
    BOOST_TEST(mirrored(-200, 1) == 0U);
}

BOOST_AUTO_TEST_CASE(zero_changes_nothing) {
    const Picture8 picture = noise(13, 7, 1, 1);
    const auto result = blurred(picture, 0.0);
    BOOST_TEST(
        std::equal(result.begin(), result.end(), picture.samples.begin(), picture.samples.end()));
}

BOOST_AUTO_TEST_CASE(a_constant_stays) {
    for (const double sigma : {0.1, 0.3, 1.0, 2.5, 50.0})
        for (const double value : blurred(flat(9, 4, 201), sigma, 2))
            BOOST_TEST(std::abs(value - 201.0) < 1e-10, "sigma " << sigma << ": " << value);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_definition) {
    const Picture8 picture = noise(9, 6, 3, 4);
    for (const double sigma : {0.4, 1.0, 3.0}) {  // with 3.0, the blur reaches beyond both borders
        const auto result = blurred(picture, sigma);
        for (std::size_t i = 0; i < result.size(); ++i) {
            const double expected =
                reference(picture, sigma, static_cast<std::ptrdiff_t>(i % picture.width),
                          static_cast<std::ptrdiff_t>(i / picture.width));
            BOOST_TEST(std::abs(result[i] - expected) < 1e-9, "sigma " << sigma << ", pixel " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(wider_than_a_block_of_columns) {
    const Picture8 picture = noise(1030, 3, 1, 5);
    const auto result = blurred(picture, 1.5);
    for (const std::ptrdiff_t x : {0, 510, 511, 512, 513, 1023, 1024, 1029})
        BOOST_TEST(std::abs(result[static_cast<std::size_t>(1030 + x)] -
                            reference(picture, 1.5, x, 1)) < 1e-9);
}

BOOST_AUTO_TEST_CASE(no_light_is_lost) {
    const Picture8 picture = noise(31, 17, 1, 6);
    const auto result = blurred(picture, 2.0);
    const double before = std::accumulate(picture.samples.begin(), picture.samples.end(), 0.0);
    BOOST_TEST(std::abs(std::accumulate(result.begin(), result.end(), 0.0) - before) < 1e-7);
}

BOOST_AUTO_TEST_SUITE_END()
