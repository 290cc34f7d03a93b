// Tests the orders of palettes.
#include "png/palette_order.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace quant::cli;
using quant::Color;
using Order = std::vector<std::uint8_t>;

const std::vector<Color> kColors{
    {200, 200, 200, 255}, {10, 10, 10, 255}, {0, 255, 0, 255}, {90, 0, 0, 40}, {50, 50, 50, 255}};

BOOST_AUTO_TEST_SUITE(palette_order_tests)

BOOST_AUTO_TEST_CASE(luminance_goes_from_dark_to_light_behind_translucent_colors) {
    BOOST_TEST((order_by_luminance(kColors) == Order{3, 1, 4, 2, 0}));
}

BOOST_AUTO_TEST_CASE(neighbors_follow_the_picture) {
    // In the picture, 4 and 1 are neighbors most often; 0 is a neighbor of 1, and 2 of 4.
    const Order row{4, 1, 4, 1, 4, 1, 0, 1, 0, 1, 4, 2, 4, 3, 3, 3};
    const Order order = order_by_neighbors(kColors, row, row.size());
    Order sorted = order;
    std::ranges::sort(sorted);
    BOOST_TEST((sorted == Order{0, 1, 2, 3, 4}));
    BOOST_TEST(order[0] == 3);  // translucent
    const auto place = [&](std::uint8_t i) { return std::ranges::find(order, i) - order.begin(); };
    BOOST_TEST(std::abs(place(4) - place(1)) == 1);
    BOOST_TEST(std::abs(place(0) - place(1)) == 1);
    BOOST_TEST(std::abs(place(2) - place(4)) == 1);
}

BOOST_AUTO_TEST_CASE(rows_are_neighbors_too) {
    // Each entry is above the next one of the chain 0, 2, 1, 4.
    const Order picture{0, 0, 2, 2, 1, 1, 4, 4};
    const std::vector<Color> opaque(5, Color{1, 2, 3, 255});
    const Order order = order_by_neighbors(opaque, picture, 2);
    const auto place = [&](std::uint8_t i) { return std::ranges::find(order, i) - order.begin(); };
    BOOST_TEST(std::abs(place(0) - place(2)) == 1);
    BOOST_TEST(std::abs(place(2) - place(1)) == 1);
    BOOST_TEST(std::abs(place(1) - place(4)) == 1);
}

BOOST_AUTO_TEST_CASE(small_palettes_have_nothing_to_sort) {
    for (std::size_t count = 0; count < 3; ++count) {
        const std::vector<Color> colors(kColors.begin() + 1,
                                        kColors.begin() + 1 + static_cast<long>(count));
        BOOST_TEST(order_by_neighbors(colors, Order(6, 0), 3).size() == count);
    }
}

BOOST_AUTO_TEST_CASE(a_reordered_palette_gives_each_index_the_same_color) {
    FilePalette palette = keep_palette(kColors);
    palette.index[9] = 2;  // two indices can have one entry
    const FilePalette other = reordered(palette, Order{3, 1, 4, 2, 0});
    for (const std::size_t i : {0U, 1U, 2U, 3U, 4U, 9U}) {
        const Color &a = palette.colors[palette.index[i]], &b = other.colors[other.index[i]];
        BOOST_TEST((a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
