// Tests that a sample has one pixel of each part of an image, whatever its layout is.
#include "color/pixel_sample.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "libquant/pictures.h"

using quant::core::ImageView;
using quant::core::PixelSample;

BOOST_AUTO_TEST_SUITE(pixel_sample_tests)

BOOST_AUTO_TEST_CASE(each_part_gives_one_pixel) {
    constexpr std::size_t kWidth = 37, kHeight = 29, kPixels = kWidth * kHeight;
    std::vector<std::uint16_t> pixels(3 * kPixels);
    for (std::size_t i = 0; i < kPixels; ++i) pixels[3 * i] = static_cast<std::uint16_t>(i);
    quant_image wide = quant::packed8(nullptr, kWidth, kHeight, 3);
    wide.pixels = pixels.data();
    wide.bits = 16;
    wide.stride_bytes *= 2;
    const ImageView image(wide);
    for (const std::size_t count :
         {std::size_t{1}, std::size_t{2}, std::size_t{100}, kPixels - 1, kPixels}) {
        const PixelSample sample(image, count);
        BOOST_REQUIRE(sample.image().width * sample.image().height == count);
        const auto *values = static_cast<const std::uint16_t *>(sample.image().pixels);
        for (std::size_t i = 0; i < count; ++i) {
            BOOST_REQUIRE_GE(values[3 * i], i * kPixels / count);
            BOOST_REQUIRE_LT(values[3 * i], (i + 1) * kPixels / count);
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_can_lie_upside_down_and_apart) {
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        const auto picture = quant::test::noise(20, 10, channels);
        const std::size_t row = 20 * channels, stride = row + 7;
        std::vector<std::uint8_t> apart(10 * stride);
        for (std::size_t y = 0; y < 10; ++y)
            std::memcpy(&apart[(9 - y) * stride], &picture.pixels[y * row], row);
        quant_image flipped = picture.view();
        flipped.pixels = &apart[9 * stride];
        flipped.stride_bytes = -static_cast<std::ptrdiff_t>(stride);
        const PixelSample sample(ImageView(picture.view()), 50), same(ImageView(flipped), 50);
        BOOST_TEST(std::memcmp(sample.image().pixels, same.image().pixels, 50 * channels) == 0);
    }
}

BOOST_AUTO_TEST_CASE(it_does_not_follow_a_pattern_of_the_image) {
    std::vector<std::uint8_t> columns(100 * 100);
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i % 2;
    const PixelSample sample(ImageView(quant::packed8(columns.data(), 100, 100, 1)), 1000);
    std::size_t odd = 0;
    for (std::size_t i = 0; i < 1000; ++i)
        odd += static_cast<const std::uint8_t *>(sample.image().pixels)[i];
    BOOST_TEST(odd > 400U);
    BOOST_TEST(odd < 600U);
}

BOOST_AUTO_TEST_SUITE_END()
