// Compares SSIM with its definition, computed without separating the window, and with values
// computed by hand.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>

#include "metrics/comparison.h"
#include "picture.h"

using namespace quant::test;
using quant::cli::metrics::compare;

BOOST_AUTO_TEST_SUITE(ssim_tests)

namespace {

constexpr double kC1 = 6.5025;     // (0.01 * 255)^2
constexpr double kC2 = 58.5225;    // (0.03 * 255)^2
constexpr std::size_t kSide = 11;  // side of the window in pixels

double luma(const Picture8 &picture, std::size_t x, std::size_t y) {
    const std::uint8_t *rgb = &picture.samples[(y * picture.width + x) * 3];
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

// Returns the weighted mean of f(x, y) over the window at (left, top).
template <typename Function>
double weighted(std::size_t left, std::size_t top, Function f) {
    double sum = 0.0;
    double weights = 0.0;
    for (std::size_t j = 0; j < kSide; ++j)
        for (std::size_t i = 0; i < kSide; ++i) {
            const double dx = static_cast<double>(i) - 5.0;
            const double dy = static_cast<double>(j) - 5.0;
            const double weight = std::exp(-(dx * dx + dy * dy) / (2.0 * 1.5 * 1.5));
            sum += weight * f(left + i, top + j);
            weights += weight;
        }
    return sum / weights;
}

double reference(const Picture8 &a, const Picture8 &b) {
    double sum = 0.0;
    for (std::size_t top = 0; top + kSide <= a.height; ++top)
        for (std::size_t left = 0; left + kSide <= a.width; ++left) {
            const auto mean = [&](auto f) { return weighted(left, top, f); };
            const double mu_a = mean([&](auto x, auto y) { return luma(a, x, y); });
            const double mu_b = mean([&](auto x, auto y) { return luma(b, x, y); });
            const double var_a =
                mean([&](auto x, auto y) { return std::pow(luma(a, x, y) - mu_a, 2); });
            const double var_b =
                mean([&](auto x, auto y) { return std::pow(luma(b, x, y) - mu_b, 2); });
            const double covariance = mean(
                [&](auto x, auto y) { return (luma(a, x, y) - mu_a) * (luma(b, x, y) - mu_b); });
            sum += (2 * mu_a * mu_b + kC1) / (mu_a * mu_a + mu_b * mu_b + kC1) *
                   (2 * covariance + kC2) / (var_a + var_b + kC2);
        }
    return sum / static_cast<double>((a.width - kSide + 1) * (a.height - kSide + 1));
}

double ssim(const Picture8 &a, const Picture8 &b) {
    const auto result = compare(a.view(), b.view(), 0.0).ssim;
    BOOST_REQUIRE(result.has_value());
    return *result;
}

// Returns a gradient with a little noise: two of them are neither equal nor very different.
Picture8 slope(std::size_t width, std::size_t height, unsigned seed) {
    Picture8 picture = noise(width, height, 3, seed);
    for (std::size_t i = 0; i < picture.samples.size(); ++i)
        picture.samples[i] = static_cast<std::uint8_t>(picture.samples[i] / 8 + i / 3 % width * 3);
    return picture;
}

}  // namespace

BOOST_AUTO_TEST_CASE(agrees_with_the_definition) {
    const std::array<std::array<std::size_t, 2>, 4> sizes = {
        {{11, 11}, {23, 17}, {12, 40}, {64, 13}}};
    for (const auto &size : sizes) {
        const Picture8 a = slope(size[0], size[1], 1);
        for (const Picture8 &b : {slope(size[0], size[1], 2), noise(size[0], size[1], 3, 3)})
            BOOST_TEST(std::abs(ssim(a, b) - reference(a, b)) < 1e-10,
                       size[0] << " x " << size[1] << ": " << ssim(a, b));
    }
}

BOOST_AUTO_TEST_CASE(equal_pictures_have_one) {
    const Picture8 picture = noise(30, 20, 3, 1);
    BOOST_TEST(ssim(picture, picture) == 1.0);
}

BOOST_AUTO_TEST_CASE(flat_pictures_differ_in_luminance_only) {
    const double expected = (2.0 * 100 * 120 + kC1) / (100.0 * 100 + 120.0 * 120 + kC1);
    BOOST_TEST(std::abs(ssim(flat(20, 20, 100), flat(20, 20, 120)) - expected) < 1e-10);
}

BOOST_AUTO_TEST_CASE(a_negative_has_less_than_none) {
    const Picture8 picture = noise(30, 20, 3, 1);
    Picture8 negative = picture;
    for (std::uint8_t &sample : negative.samples) sample = static_cast<std::uint8_t>(255 - sample);
    BOOST_TEST(ssim(picture, negative) < -0.5);
}

BOOST_AUTO_TEST_CASE(no_window_fits_in_a_small_picture) {
    for (const Picture8 &small : {flat(10, 40, 1), flat(40, 10, 1), flat(1, 1, 1)})
        BOOST_TEST(!compare(small.view(), small.view(), 0.0).ssim.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
