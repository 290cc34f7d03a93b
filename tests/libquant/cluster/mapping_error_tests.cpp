// Tests the counts and errors of dithered pictures, and the sRGB points that give these errors.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "color/image.h"
#include "libquant/pictures.h"

namespace {

using namespace quant::core;
using quant::test::Picture;

quant::Quantized run(const quant_image &image, int dither) {
    quant::Options options;
    options.colors = 12;
    options.dither = dither;
    return quant::quantize(image, options).value();
}

// Returns the MSE of the written picture over its pixels, in 8-bit units.
template <typename Color>
double written_mse(const quant_image &image, const quant::Quantized &result,
                   std::span<const Color> palette) {
    const ImageView view(image);
    const std::size_t count = view.pixels();
    std::vector<std::uint64_t> colors(count);
    view.load_colors(0, count, colors.data());
    const double full = image.bits == 8 ? 255 : 65535;
    const double palette_full = sizeof(Color) == 4 ? 255 : 65535;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Color &c = palette[result.indices()[i]];
        const double to[] = {c.r / palette_full, c.g / palette_full, c.b / palette_full};
        // The error is the mean over gray backgrounds; without alpha, it is the plain difference.
        const double to_alpha = c.a / palette_full;
        const double alpha = static_cast<double>(colors[i] >> 48) / full;
        for (unsigned d = 0; d < 3; ++d) {
            const double from = static_cast<double>(colors[i] >> 16 * d & 0xFFFF) / full;
            sum += std::pow(255 * ((from - 0.5) * alpha - (to[d] - 0.5) * to_alpha), 2);
        }
        sum += std::pow(127.5 * (alpha - to_alpha), 2);
    }
    return sum / static_cast<double>(count);
}

BOOST_AUTO_TEST_SUITE(mapping_error_tests)

BOOST_AUTO_TEST_CASE(errors_and_counts_are_those_of_the_indices) {
    auto deep = quant::test::promoted(quant::test::noise(40, 30, 4));
    for (std::size_t i = 0; i < deep.size(); ++i)
        deep[i] = static_cast<std::uint16_t>(deep[i] + 31 * i);
    std::vector<quant_image> images;
    const auto pictures = quant::test::mixed();
    images.reserve(pictures.size() + 1);
    for (const Picture &picture : pictures) images.push_back(picture.view());
    images.push_back({deep.data(), 40, 30, 320, 4, 16});
    for (std::size_t i = 0; i < images.size(); ++i) {
        for (int method = QUANT_DITHER_NONE; quant_dither_name(method); ++method) {
            BOOST_TEST_CONTEXT(i << ' ' << quant_dither_name(method)) {
                const auto result = run(images[i], method);
                const auto plain = run(images[i], QUANT_DITHER_NONE);
                BOOST_TEST(result.stats().inertia == plain.stats().inertia);
                BOOST_TEST(result.stats().palette_mse >= plain.stats().palette_mse);
                std::vector<std::uint64_t> counts(result.stats().colors);
                for (const std::uint8_t index : result.indices()) ++counts.at(index);
                BOOST_TEST(std::ranges::equal(counts, result.counts()));
                // Points are rounded to 1/128 of an 8-bit step.
                const auto near = [](double a, double b) {
                    return std::abs(a - b) <= 0.03 * std::sqrt(b) + 1e-9;
                };
                BOOST_TEST(near(result.stats().palette_mse,
                                written_mse(images[i], result, result.palette())));
                BOOST_TEST(near(result.stats().palette_mse,
                                written_mse(images[i], result, result.palette16())));
                BOOST_TEST(near(plain.stats().palette_mse,
                                written_mse(images[i], plain, plain.palette16())));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
