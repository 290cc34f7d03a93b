// Tests reading the mask of a selection for the pixels of a layer.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "layers.h"

namespace quant::plugin {
namespace {

using test::Buffer;
using test::new_buffer;
using test::noise_buffer;

const GeglRectangle kImage{0, 0, 50, 40};

Buffer filled(std::uint8_t value) {
    Buffer mask = new_buffer(kImage, babl_format("Y u8"));
    test::set_bytes(mask, std::vector<std::uint8_t>(50 * 40, value));
    return mask;
}

void set_one(const Buffer &mask, int x, int y, std::uint8_t value) {
    const GeglRectangle place{x, y, 1, 1};
    gegl_buffer_set(mask.get(), &place, 0, babl_format("Y u8"), &value, GEGL_AUTO_ROWSTRIDE);
}

BOOST_AUTO_TEST_SUITE(selection_tests)

// The layer goes beyond the image on all sides; its pixels outside of the image are not selected.
BOOST_AUTO_TEST_CASE(soft_values_are_moved_by_the_offsets) {
    const Buffer mask = noise_buffer(kImage, babl_format("Y u8"));
    const auto all = test::bytes_of(mask, kImage);
    const GeglRectangle area{-3, -2, 80, 60};
    const int offset_x = -9;
    const int offset_y = 1;
    const auto values = read_mask(mask.get(), area, offset_x, offset_y);
    BOOST_REQUIRE(values.size() == 80U * 60U);
    std::size_t wrong = 0;
    for (int y = 0; y < 60; ++y) {
        for (int x = 0; x < 80; ++x) {
            const int in_x = area.x + x + offset_x;
            const int in_y = area.y + y + offset_y;
            const bool inside = in_x >= 0 && in_x < 50 && in_y >= 0 && in_y < 40;
            const int expected = inside ? all[static_cast<std::size_t>(in_y * 50 + in_x)] : 0;
            wrong += values[static_cast<std::size_t>(y * 80 + x)] != expected;
        }
    }
    BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_CASE(all_selected_is_empty) {
    const Buffer mask = filled(255);
    BOOST_TEST(read_mask(mask.get(), {-5, 2, 20, 10}, 5, 0).empty());
    set_one(mask, 19, 11, 254);  // the last pixel of the area
    const auto values = read_mask(mask.get(), {-5, 2, 20, 10}, 5, 0);
    BOOST_REQUIRE(values.size() == 200U);
    BOOST_TEST(values.back() == 254);
    BOOST_TEST(std::count(values.begin(), values.end(), 255) == 199);
    set_one(mask, 19, 11, 255);
    set_one(mask, 20, 11, 0);  // a pixel beside the area
    BOOST_TEST(read_mask(mask.get(), {-5, 2, 20, 10}, 5, 0).empty());
}

BOOST_AUTO_TEST_CASE(nothing_selected_is_all_0) {
    const std::vector<std::uint8_t> nothing(20 * 10, 0);
    BOOST_TEST(read_mask(filled(0).get(), {0, 0, 20, 10}, 3, 3) == nothing);
    BOOST_TEST(read_mask(filled(255).get(), {0, 0, 20, 10}, 500, 0) == nothing);
}

// GIMP also has floating-point masks. Their values are selected parts, not brightness.
BOOST_AUTO_TEST_CASE(masks_of_floating_point) {
    const Buffer mask = new_buffer({0, 0, 2, 1}, babl_format("Y float"));
    const std::vector<float> parts{1.0F, 0.2F};
    const GeglRectangle all{0, 0, 2, 1};
    gegl_buffer_set(mask.get(), &all, 0, babl_format("Y float"), parts.data(), GEGL_AUTO_ROWSTRIDE);
    const std::vector<std::uint8_t> expected{255, 51};
    BOOST_TEST(read_mask(mask.get(), all, 0, 0) == expected);
}

// A channel of an image of 8 bits has the curve of sRGB, and its numbers are parts too.
BOOST_AUTO_TEST_CASE(numbers_of_a_channel_are_parts) {
    const Buffer channel = noise_buffer({0, 0, 20, 10}, babl_format("Y' u8"));
    const GeglRectangle all{0, 0, 20, 10};
    BOOST_TEST((read_mask(channel.get(), all, 0, 0) == test::bytes_of(channel, all)));
}

BOOST_AUTO_TEST_CASE(more_rows_than_a_strip) {
    const GeglRectangle tall{0, 0, 1, (1 << 20) + 40};
    const Buffer mask = noise_buffer(tall, babl_format("Y u8"));
    BOOST_TEST((read_mask(mask.get(), tall, 0, 0) == test::bytes_of(mask, tall)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin
