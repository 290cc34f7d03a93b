// Compares XYB and the blur of SSIMULACRA 2 with their definitions in double, and with the values
// that the original states.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "metrics/recursive_gaussian.h"
#include "metrics/xyb.h"
#include "picture.h"

using namespace quant::cli::metrics;
using namespace quant::test;

BOOST_AUTO_TEST_SUITE(xyb_tests)

namespace {

// Returns the X, Y and B of the pixels of the first row.
FloatRow xyb_of(const Picture8 &picture) {
    FloatRow light = make_float_row(picture.width);
    FloatRow xyb = light;
    read_light(picture.view(), 0, 0.0F, light);
    to_xyb(light, xyb);
    return xyb;
}

// Returns the nine weights of the filter with sigma 1.5 from its definition: the Gaussian's
// truncated series of cosines of period 20, corrected so that the sum is 1 and the variance 2.25.
std::array<double, 9> weights() {
    constexpr std::array amplitudes = {0.17893914164149133, 0.0727261447361902,
                                       0.012955819110517089};
    std::array<double, 9> result{};
    for (int n = -4; n <= 4; ++n)
        for (std::size_t k = 0; k < 3; ++k)
            result[static_cast<std::size_t>(n + 4)] +=
                amplitudes[k] *
                std::cos(static_cast<double>(2 * k + 1) * std::numbers::pi * n / 10.0);
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(light_is_that_of_the_curve) {
    Picture16 ramp{1500, 1, 1, {}};
    for (std::size_t x = 0; x < 1500; ++x)
        ramp.samples.push_back(static_cast<std::uint16_t>(x * 65535 / 1499));
    FloatRow light = make_float_row(1500);
    read_light(ramp.view(), 0, 0.0F, light);
    for (std::size_t x = 0; x < 1500; ++x)
        BOOST_TEST(std::abs(static_cast<double>(light[1][x]) -
                            quant::srgb_to_linear(ramp.samples[x] / 65535.0)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(alpha_mixes_srgb_values) {
    const Picture8 picture{3, 1, 4, {200, 100, 50, 255, 200, 100, 50, 0, 200, 100, 50, 51}};
    FloatRow light = make_float_row(3);
    read_light(picture.view(), 0, 0.9F, light);
    const std::array expected = {200.0 / 255.0, 0.9, 200.0 / 255.0 * 0.2 + 0.9 * 0.8};
    for (std::size_t x = 0; x < 3; ++x)
        BOOST_TEST(std::abs(static_cast<double>(light[0][x]) - quant::srgb_to_linear(expected[x])) <
                   1e-6);
}

BOOST_AUTO_TEST_CASE(srgb_has_the_stated_range) {
    // ssimulacra2.cc gives these limits for all of sRGB.
    constexpr std::array<std::array<double, 2>, 3> limits = {
        {{0.204594, 0.813402}, {0.010000, 0.855308}, {0.272295, 0.938012}}};
    Picture8 cube{17 * 17 * 17, 1, 3, {}};
    for (unsigned i = 0; i < 17 * 17 * 17; ++i)
        for (const unsigned level : {i / 289, i / 17 % 17, i % 17})
            cube.samples.push_back(static_cast<std::uint8_t>(std::min(level * 16, 255U)));
    const FloatRow xyb = xyb_of(cube);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto [low, high] = std::minmax_element(xyb[channel].begin(), xyb[channel].end());
        BOOST_TEST(std::abs(static_cast<double>(*low) - limits[channel][0]) < 1e-5);
        BOOST_TEST(std::abs(static_cast<double>(*high) - limits[channel][1]) < 1e-5);
    }
}

BOOST_AUTO_TEST_CASE(xyb_is_that_of_cube_roots) {
    const Picture8 picture = noise(500, 1, 3, 1);
    const FloatRow xyb = xyb_of(picture);
    constexpr double bias = 0.0037930732552754493;
    for (std::size_t x = 0; x < 500; ++x) {
        std::array<double, 3> light{};
        for (std::size_t i = 0; i < 3; ++i)
            light[i] = quant::srgb_to_linear(picture.samples[3 * x + i] / 255.0);
        const auto cone = [&](double red, double blue) {
            return std::cbrt(red * light[0] + (1.0 - red - blue) * light[1] + blue * light[2] +
                             bias) -
                   std::cbrt(bias);
        };
        const double long_cone = cone(0.3, 0.078);
        const double middle_cone = cone(0.23, 0.078);
        const double short_cone =
            cone(0.24342268924547819, 1.0 - 0.24342268924547819 - 0.20476744424496821);
        const double lightness = (long_cone + middle_cone) / 2.0;
        BOOST_TEST(std::abs(static_cast<double>(xyb[0][x]) -
                            (7.0 * (long_cone - middle_cone) + 0.42)) < 1e-5);
        BOOST_TEST(std::abs(static_cast<double>(xyb[1][x]) - (lightness + 0.01)) < 2e-6);
        BOOST_TEST(std::abs(static_cast<double>(xyb[2][x]) - (short_cone - lightness + 0.55)) <
                   2e-6);
    }
}

BOOST_AUTO_TEST_CASE(blur_has_sum_one_and_the_variance_of_its_sigma) {
    double sum = 0.0;
    double variance = 0.0;
    for (std::size_t i = 0; i < 9; ++i) {
        sum += weights()[i];
        variance += weights()[i] * (static_cast<double>(i) - 4.0) * (static_cast<double>(i) - 4.0);
    }
    BOOST_TEST(std::abs(sum - 1.0) < 1e-12);
    BOOST_TEST(std::abs(variance - 1.5 * 1.5) < 1e-12);
}

BOOST_AUTO_TEST_CASE(blur_is_a_weighted_sum) {
    for (const std::size_t width : {1U, 3U, 4U, 5U, 9U, 11U, 12U, 13U, 16U, 23U, 40U})
        for (const std::size_t height : {1U, 4U, 5U, 6U, 11U, 30U}) {
            const Picture8 picture = noise(width, height, 1, 1);
            const auto value = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
                if (x < 0 || y < 0 || x >= std::ssize(picture.samples) / std::ptrdiff_t(height) ||
                    y >= std::ptrdiff_t(height))
                    return 0.0;
                return picture.samples[static_cast<std::size_t>(y) * width +
                                       static_cast<std::size_t>(x)] /
                       255.0;
            };
            RecursiveGaussian blur(width);
            std::vector<float> row(width);
            double largest = 0.0;
            for (std::size_t pushed = 0; pushed < height + 4; ++pushed) {
                for (std::size_t x = 0; x < width; ++x)
                    row[x] = static_cast<float>(value(std::ptrdiff_t(x), std::ptrdiff_t(pushed)));
                if (pushed < height)
                    blur.push(row);
                else
                    blur.push_zeros();
                BOOST_TEST(blur.is_ready() == (pushed >= 4));
                for (std::size_t x = 0; x < width && blur.is_ready(); ++x) {
                    double sum = 0.0;
                    for (int j = -4; j <= 4; ++j)
                        for (int i = -4; i <= 4; ++i)
                            sum += weights()[static_cast<std::size_t>(i + 4)] *
                                   weights()[static_cast<std::size_t>(j + 4)] *
                                   value(std::ptrdiff_t(x) + i, std::ptrdiff_t(pushed) - 4 + j);
                    largest = std::max(largest, std::abs(sum - static_cast<double>(blur.row()[x])));
                }
            }
            BOOST_TEST(largest < 3e-6, width << " x " << height << ": " << largest);
        }
}

BOOST_AUTO_TEST_SUITE_END()
