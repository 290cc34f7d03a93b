// Tests the table of colors and the palette of an image that has no more colors than are allowed.
#include "histogram/exact_palette.h"

#include <boost/test/unit_test.hpp>

#include "base/random.h"
#include "libquant/pictures.h"

namespace {

using namespace quant::core;

BOOST_AUTO_TEST_SUITE(exact_palette_tests)

BOOST_AUTO_TEST_CASE(a_color_table_keeps_256_colors_and_refuses_the_next) {
    Random random(1);
    ColorTable table;
    std::vector<std::uint64_t> colors;
    for (std::size_t i = 0; i < 256; ++i) {
        colors.push_back(random.next());
        BOOST_TEST(table.insert(colors.back(), 256).value() == i);
    }
    BOOST_TEST(!table.insert(random.next(), 256).has_value());
    for (std::size_t i = 0; i < 256; ++i) {
        BOOST_TEST(table.find(colors[i]) == i);
        BOOST_TEST(table.insert(colors[i], 256).value() == i);
    }
}

BOOST_AUTO_TEST_CASE(black_without_alpha_is_a_color_and_not_an_empty_slot) {
    ColorTable table;
    BOOST_TEST(table.insert(0, 1).value() == 0);
    BOOST_TEST(!table.insert(1, 1).has_value());
}

BOOST_AUTO_TEST_CASE(one_color_more_than_allowed_is_too_many) {
    std::vector<std::uint8_t> ramp(200);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::uint8_t>(i / 2);
    const ImageView view({ramp.data(), 200, 1, 200, 1, 8});
    BOOST_TEST(!find_exact_palette(view, 99).has_value());
    const auto palette = find_exact_palette(view, 100);
    BOOST_REQUIRE(palette.has_value());
    BOOST_TEST(palette->counts == std::vector<std::uint64_t>(100, 2),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
