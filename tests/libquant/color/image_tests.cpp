// Tests the points and packed colors of pixels of every depth, number of channels and layout.
#include "color/image.h"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <vector>

#include "base/random.h"
#include "libquant/pictures.h"

namespace {

using namespace quant::core;
using quant::test::noise;

std::vector<Point> points_of(const quant_image &image) {
    const ImageView view(image);
    std::vector<Point> points(view.pixels());
    view.load_points(0, points.size(), points.data());
    return points;
}

BOOST_AUTO_TEST_SUITE(image_tests)

BOOST_AUTO_TEST_CASE(a_point_of_an_8_bit_channel_is_128_times_its_value) {
    const std::vector<std::uint8_t> pixel{0, 1, 255};
    const auto points = points_of({pixel.data(), 1, 1, 3, 3, 8});
    BOOST_TEST((points[0] == Point{{0, 128, 32640, 0}}));
}

BOOST_AUTO_TEST_CASE(an_8_bit_image_promoted_to_16_bits_has_the_same_points) {
    for (unsigned channels = 1; channels <= 4; ++channels) {
        const auto picture = noise(37, 11, channels);
        const auto wide = quant::test::promoted(picture);
        const auto stride = static_cast<std::ptrdiff_t>(37 * channels * 2);
        BOOST_TEST(
            (points_of(picture.view()) == points_of({wide.data(), 37, 11, stride, channels, 16})));
    }
}

BOOST_AUTO_TEST_CASE(every_16_bit_value_is_rounded_to_the_nearest_of_32641_steps) {
    for (unsigned v = 0; v < 65536; ++v) {
        const auto value = static_cast<std::uint16_t>(v);
        const auto points = points_of({&value, 1, 1, 2, 1, 16});
        const double exact = v * 32640.0 / 65535.0;
        BOOST_REQUIRE(std::abs(points[0].x[0] - exact) <= 0.5);
    }
}

BOOST_AUTO_TEST_CASE(gray_is_rgb_of_equal_channels) {
    const auto gray = noise(40, 10, 1);
    std::vector<std::uint8_t> rgb;
    for (const auto v : gray.pixels) rgb.insert(rgb.end(), 3, v);
    BOOST_TEST((points_of(gray.view()) == points_of({rgb.data(), 40, 10, 120, 3, 8})));
}

BOOST_AUTO_TEST_CASE(an_opaque_alpha_channel_is_no_alpha_channel) {
    auto rgba = noise(40, 10, 4);
    std::vector<std::uint8_t> rgb;
    for (std::size_t i = 0; i < 400; ++i) {
        rgba.pixels[4 * i + 3] = 255;
        rgb.insert(rgb.end(), {rgba.pixels[4 * i], rgba.pixels[4 * i + 1], rgba.pixels[4 * i + 2]});
    }
    BOOST_TEST(!ImageView(rgba.view()).has_alpha());
    BOOST_TEST((points_of(rgba.view()) == points_of({rgb.data(), 40, 10, 120, 3, 8})));
    rgba.pixels.back() = 254;
    BOOST_TEST(ImageView(rgba.view()).has_alpha());
}

BOOST_AUTO_TEST_CASE(a_translucent_color_is_itself_over_middle_gray_and_its_alpha) {
    const std::vector<std::uint8_t> pixels{200, 100, 50, 128, 9, 8, 7, 0, 40, 0, 255, 255};
    const quant_image image{pixels.data(), 3, 1, 12, 4, 8};
    const auto points = points_of(image);
    for (std::size_t d = 0; d < 3; ++d) {
        const double over_gray = pixels[d] * 128.0 / 255 + 127.5 * 127.0 / 255;
        BOOST_TEST(std::abs(points[0].x[d] - over_gray * 128) <= 0.5);
    }
    BOOST_TEST(points[0].x[3] == 64 * 128);  // half of what a color channel of 128 would have
    BOOST_TEST((points[1] == Point{{16320, 16320, 16320, 0}}));
    BOOST_TEST((points[2] == Point{{40 * 128, 0, 255 * 128, 16320}}));
    std::uint64_t colors[3];
    ImageView(image).load_colors(0, 3, colors);
    BOOST_TEST(colors[0] == (200U | 100U << 16 | 50ULL << 32 | 128ULL << 48));
    BOOST_TEST(colors[1] == 0U);
}

BOOST_AUTO_TEST_CASE(points_of_another_space_are_those_of_its_colors) {
    for (unsigned channels = 1; channels <= 4; ++channels) {
        const auto picture = noise(37, 53, channels);
        const ImageView srgb(picture.view());
        for (int space = 0; quant_space_name(space); ++space) {
            const ImageView view = srgb.in(ColorSpace(space));
            std::vector<std::uint64_t> colors(view.pixels());
            std::vector<Point> expected(view.pixels()), points(view.pixels());
            view.load_colors(0, colors.size(), colors.data());
            view.space().convert(colors.data(), colors.size(), 8, view.has_alpha(),
                                 expected.data());
            // Loads the points in two parts, of which the second is larger than a block.
            view.load_points(0, 30, points.data());
            view.load_points(30, points.size() - 30, &points[30]);
            BOOST_TEST((points == expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_may_be_padded_bottom_up_and_unaligned) {
    const auto picture = noise(17, 9, 3);
    const auto expected = points_of(picture.view());
    std::vector<std::uint8_t> padded(1 + 9 * 61, 0xEE);
    for (std::size_t y = 0; y < 9; ++y)
        std::memcpy(&padded[1 + y * 61], &picture.pixels[y * 51], 51);
    BOOST_TEST((points_of({&padded[1], 17, 9, 61, 3, 8}) == expected));

    std::vector<std::uint8_t> flipped(padded);
    for (std::size_t y = 0; y < 9; ++y)
        std::memcpy(&flipped[1 + (8 - y) * 61], &picture.pixels[y * 51], 51);
    BOOST_TEST((points_of({&flipped[1 + 8 * 61], 17, 9, -61, 3, 8}) == expected));

    const auto wide = quant::test::promoted(picture);
    std::vector<std::uint8_t> odd(1 + wide.size() * 2);
    std::memcpy(&odd[1], wide.data(), wide.size() * 2);
    BOOST_TEST((points_of({&odd[1], 17, 9, 102, 3, 16}) == expected));
}

BOOST_AUTO_TEST_CASE(any_part_can_be_loaded) {
    const auto picture = noise(13, 7, 4);
    const auto all = points_of(picture.view());
    const ImageView view(picture.view());
    for (std::size_t first = 0; first <= 91; first += 5) {
        for (std::size_t count = 0; first + count <= 91; count += 11) {
            std::vector<Point> part(count);
            view.load_points(first, count, part.data());
            BOOST_REQUIRE(std::equal(part.begin(), part.end(),
                                     all.begin() + static_cast<std::ptrdiff_t>(first)));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
