// Compares squared errors, alpha and numbers of colors with values computed by hand.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <stdexcept>

#include "metrics/colors.h"
#include "metrics/comparison.h"
#include "picture.h"

using namespace quant::test;
using quant::cli::metrics::compare;
using quant::cli::metrics::Comparison;

BOOST_AUTO_TEST_SUITE(comparison_tests)

namespace {

constexpr std::array kBackgrounds = {0.0, 128.0, 255.0};

template <typename A, typename B>
Comparison figures(const Picture<A> &a, const Picture<B> &b, double blur = 0.0) {
    return compare(a.view(), b.view(), blur);
}

std::uint64_t colors(const quant::Image &image) { return compare(image, image, 0.0).a.colors; }

// Returns the mean squared difference of two channel values with alpha over all backgrounds.
double squared(double value_a, double alpha_a, double value_b, double alpha_b) {
    double sum = 0.0;
    for (const double background : kBackgrounds)
        sum += std::pow(value_a * alpha_a / 255 + background * (255 - alpha_a) / 255 -
                            value_b * alpha_b / 255 - background * (255 - alpha_b) / 255,
                        2);
    return sum / kBackgrounds.size();
}

bool near(double one, double other) { return std::abs(one - other) < 1e-9; }

}  // namespace

BOOST_AUTO_TEST_CASE(mse_is_a_sum_over_channels_and_a_mean_over_pixels) {
    const Picture8 a{2, 2, 3, {10, 20, 30, 0, 0, 0, 255, 255, 255, 7, 7, 7}};
    const Picture8 b{2, 2, 3, {13, 16, 30, 0, 0, 0, 0, 255, 255, 7, 7, 8}};
    const Comparison result = figures(a, b);
    BOOST_TEST(result.mse == (9.0 + 16.0 + 65025.0 + 1.0) / 4.0);
    BOOST_TEST(result.backgrounds.empty());
    BOOST_TEST(result.alpha_mse == 0.0);
    BOOST_TEST(!result.a.translucent);
}

BOOST_AUTO_TEST_CASE(psnr_counts_all_channels) {
    const Comparison result = figures(flat(5, 5, 100), flat(5, 5, 101));
    BOOST_TEST(result.mse == 3.0);
    BOOST_TEST(std::abs(result.psnr - 48.1308036086791) < 1e-10);  // 20 log10(255)
    // The pictures are all black and all white.
    BOOST_TEST(near(figures(flat(5, 5, 0), flat(5, 5, 255)).psnr, 0.0));
}

BOOST_AUTO_TEST_CASE(equal_pictures) {
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        const Picture8 picture = noise(20, 15, channels, channels);
        for (const double blur : {0.0, 1.0}) {
            for (const Comparison &result :
                 {figures(picture, picture, blur), figures(picture, promoted(picture), blur),
                  figures(promoted(picture), picture, blur)}) {
                BOOST_TEST(result.mse == 0.0);
                BOOST_TEST(std::isinf(result.psnr));
                BOOST_TEST(result.ssim.value() == 1.0);
                BOOST_TEST(result.ssimulacra2.value() == 100.0);
                BOOST_TEST(result.ciede2000_mean == 0.0);
                BOOST_TEST(result.ciede2000_p95 == 0.0);
                BOOST_TEST(result.ciede2000_max == 0.0);
                BOOST_TEST(result.alpha_mse == 0.0);
                BOOST_TEST(result.a.colors == result.b.colors);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(sixteen_bits_count_in_full) {
    const Picture16 a{1, 1, 3, {1000, 2000, 3000}};
    const Picture16 b{1, 1, 3, {1001, 2000, 2743}};
    BOOST_TEST(std::abs(figures(a, b).mse - (1.0 / 257.0 / 257.0 + 1.0)) < 1e-12);
    BOOST_TEST(figures(a, b).ciede2000_mean > 0.0);
}

BOOST_AUTO_TEST_CASE(gray_is_three_equal_channels) {
    const Picture8 gray{3, 1, 1, {10, 20, 30}};
    const Picture8 color{3, 1, 3, {10, 10, 10, 20, 20, 20, 30, 30, 31}};
    BOOST_TEST(figures(gray, color).mse == 1.0 / 3.0);
}

BOOST_AUTO_TEST_CASE(translucent_pictures_are_seen_on_three_backgrounds) {
    const Picture8 a{1, 1, 4, {200, 100, 50, 128}};
    const Picture8 b{1, 1, 4, {190, 110, 50, 255}};
    const Picture8 c{1, 1, 3, {190, 110, 50}};
    const double expected =
        squared(200, 128, 190, 255) + squared(100, 128, 110, 255) + squared(50, 128, 50, 255);
    for (const Comparison &result : {figures(a, b), figures(a, c), figures(c, a)}) {
        BOOST_TEST(near(result.mse, expected));
        BOOST_TEST(near(result.psnr, 10.0 * std::log10(3.0 * 65025.0 / expected)));
        BOOST_TEST(result.alpha_mse == 127.0 * 127.0);
        BOOST_TEST(
            result.backgrounds == std::vector<double>(kBackgrounds.begin(), kBackgrounds.end()),
            boost::test_tools::per_element());
    }
    BOOST_TEST(figures(a, b).a.translucent);
    BOOST_TEST(!figures(a, b).b.translucent);
    // 16-bit pictures and gray pictures with alpha are compared in the same way.
    BOOST_TEST(near(figures(promoted(a), promoted(b)).mse, expected));
    const Picture8 gray_a{1, 1, 2, {200, 128}};
    const Picture8 gray_b{1, 1, 2, {190, 255}};
    BOOST_TEST(near(figures(gray_a, gray_b).mse, 3.0 * squared(200, 128, 190, 255)));
}

BOOST_AUTO_TEST_CASE(one_background_would_hide_a_difference) {
    // White and transparent pixels look the same on white. The squared errors on the backgrounds
    // are 0, 127^2 and 255^2 per channel.
    const Picture8 nothing{12, 12, 4, std::vector<std::uint8_t>(12 * 12 * 4, 0)};
    const Comparison result = figures(nothing, flat(12, 12, 255));
    BOOST_TEST(near(result.mse, 127.0 * 127.0 + 255.0 * 255.0));
    // Black and white are 100 apart; on white there is no difference.
    BOOST_TEST(near(result.ciede2000_max, 100.0));
    BOOST_TEST(result.ciede2000_mean > 100.0 / 3.0);
    BOOST_TEST(result.ciede2000_mean < 200.0 / 3.0);
    const auto luminance = [](double a, double b) {
        return (2.0 * a * b + 6.5025) / (a * a + b * b + 6.5025);
    };
    BOOST_TEST(near(result.ssim.value(), (luminance(0, 255) + luminance(128, 255) + 1.0) / 3.0));
}

BOOST_AUTO_TEST_CASE(what_is_fully_transparent_does_not_count) {
    const Picture8 a{2, 1, 4, {1, 2, 3, 0, 9, 9, 9, 255}};
    const Picture8 b{2, 1, 4, {200, 100, 0, 0, 9, 9, 9, 255}};
    const Comparison result = figures(a, b);
    BOOST_TEST(result.mse == 0.0);
    BOOST_TEST(result.ciede2000_max == 0.0);
    BOOST_TEST(result.backgrounds.size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_opaque_alpha_channel_changes_nothing) {
    Picture8 a = noise(20, 20, 4, 1);
    Picture8 rgb{20, 20, 3, {}};
    for (std::size_t i = 0; i < a.samples.size(); ++i) {
        if (i % 4 == 3)
            a.samples[i] = 255;
        else
            rgb.samples.push_back(a.samples[i]);
    }
    const Picture8 b = noise(20, 20, 3, 2);
    const Comparison with = figures(a, b);
    const Comparison without = figures(rgb, b);
    BOOST_TEST(with.backgrounds.empty());
    BOOST_TEST(with.mse == without.mse);
    BOOST_TEST(with.ssim.value() == without.ssim.value());
    BOOST_TEST(with.ssimulacra2.value() == without.ssimulacra2.value());
    BOOST_TEST(with.ciede2000_mean == without.ciede2000_mean);
    BOOST_TEST(with.a.colors == without.a.colors);
}

BOOST_AUTO_TEST_CASE(blur_acts_on_what_is_perceived_only) {
    // A checkerboard of 0 and 200 is compared with its mean.
    Picture8 board = flat(64, 64, 0);
    for (std::size_t i = 0; i < board.samples.size(); ++i)
        if ((i / 3 % 64 + i / 192) % 2 == 0) board.samples[i] = 200;
    const Comparison sharp = figures(board, flat(64, 64, 100));
    const Comparison soft = figures(board, flat(64, 64, 100), 2.0);
    BOOST_TEST(sharp.mse == 30000.0);
    BOOST_TEST(soft.mse == 30000.0);
    BOOST_TEST(sharp.ssim.value() < 0.1);
    BOOST_TEST(soft.ssim.value() > 0.999);
    BOOST_TEST(sharp.ciede2000_mean > 25.0);
    BOOST_TEST(soft.ciede2000_mean < 0.5);
}

BOOST_AUTO_TEST_CASE(colors_are_counted_once) {
    BOOST_TEST(colors(flat(9, 9, 3).view()) == 1U);
    BOOST_TEST(colors(Picture8{4, 1, 1, {0, 255, 0, 7}}.view()) == 3U);
    BOOST_TEST(colors(Picture8{3, 1, 3, {1, 2, 3, 3, 2, 1, 1, 2, 3}}.view()) == 2U);
    // Alpha makes colors different, but all transparent colors are one color.
    BOOST_TEST(colors(Picture8{4, 1, 4, {1, 1, 1, 9, 1, 1, 1, 8, 1, 1, 1, 0, 2, 2, 2, 0}}.view()) ==
               3U);
    BOOST_TEST(colors(Picture16{3, 1, 1, {256, 257, 258}}.view()) == 3U);
    const Picture8 black_and_nothing{2, 1, 4, {0, 0, 0, 255, 0, 0, 0, 0}};
    BOOST_TEST(colors(black_and_nothing.view()) == 2U);
}

BOOST_AUTO_TEST_CASE(more_colors_than_fit_the_first_list) {
    // The picture has 1.5 million colors, each of them twice.
    Picture16 picture{1500, 2000, 1, {}};
    picture.channels = 3;
    picture.samples.reserve(picture.width * picture.height * 3);
    for (std::uint64_t i = 0; i < 3'000'000; ++i) {
        const std::uint64_t color = i * 7919U % 1'500'000U;
        picture.samples.push_back(static_cast<std::uint16_t>(color >> 16));
        picture.samples.push_back(static_cast<std::uint16_t>(color));
        picture.samples.push_back(12345);
    }
    BOOST_TEST(quant::cli::metrics::distinct_colors(picture.view()) == 1'500'000U);
}

BOOST_AUTO_TEST_CASE(rows_may_stand_upside_down_and_apart) {
    const Picture8 picture = noise(15, 12, 3, 1);
    Picture8 other{15, 12, 3, {}};
    for (std::size_t y = 12; y-- > 0;)
        other.samples.insert(other.samples.end(),
                             picture.samples.begin() + static_cast<long>(y * 45),
                             picture.samples.begin() + static_cast<long>(y * 45 + 45));
    quant::Image flipped = other.view();
    flipped.pixels = other.samples.data() + 11 * 45;
    flipped.stride_bytes = -45;
    BOOST_TEST(compare(picture.view(), flipped, 0.0).mse == 0.0);
    BOOST_TEST(compare(picture.view(), other.view(), 0.0).mse > 0.0);
}

BOOST_AUTO_TEST_CASE(work_can_be_stopped_at_each_row) {
    for (const unsigned channels : {3U, 4U}) {
        const Picture8 picture = noise(9, 8, channels, 1);
        const Picture8 other = noise(9, 8, channels, 2);
        int ticks = 0;
        compare(picture.view(), other.view(), 0.0, [&] { ++ticks; });
        // There are passes for the colors of both pictures, for alpha, and for each background two:
        // one for the MSE and one for the other measures. SSIMULACRA 2 has its own two backgrounds.
        BOOST_TEST(ticks == (channels == 3 ? 2 + 2 + 1 : 2 + 1 + 3 * 2 + 2) * 8);
        for (int last = 1; last <= ticks; ++last) {
            int left = last;
            const auto stop = [&] {
                if (--left == 0) throw std::runtime_error("stop");
            };
            BOOST_CHECK_THROW(compare(picture.view(), other.view(), 0.0, stop), std::runtime_error);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
