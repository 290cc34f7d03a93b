// Tests what a user does with the colors of a palette.
#include "common/hand_picked.h"

#include <boost/test/unit_test.hpp>

#include "common/palette_order.h"
#include "common/parameters.h"
#include "common/reduction.h"

namespace quant::plugin {
namespace {

Color color(unsigned rgb) {
    const auto byte = [rgb](unsigned shift) { return static_cast<std::uint8_t>(rgb >> shift); };
    return {byte(16), byte(8), byte(0), 255};
}
const Color kRed = color(0xff0000);
const Color kDark = color(0x102030);
const Color kLight = color(0x304050);
const Color kWhite = color(0xffffff);
const std::vector<Entry> kShown{{kDark, 300}, {kRed, 20}, {kLight, 100}, {kWhite, 0}};

std::string failure_of(const std::string &text) {
    try {
        colors_of_text(text, "keep-colors");
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "none";
}

BOOST_AUTO_TEST_SUITE(hand_picked_tests)

BOOST_AUTO_TEST_CASE(text_and_colors) {
    BOOST_TEST(colors_of_text("", "keep-colors").empty());
    BOOST_TEST(colors_of_text(" ,\n", "keep-colors").empty());
    const std::vector<Color> colors{kRed, kDark, kWhite};
    BOOST_TEST(same_colors(colors_of_text("#ff0000 #102030,#FFFFFF ", "keep-colors"), colors));
    BOOST_TEST(hex_colors(colors) == "#ff0000 #102030 #ffffff");
    for (const char *wrong : {"red", "ff0000", "#ff00", "#ff00000", "#ff000g", "#-f0000", "#"})
        BOOST_TEST(failure_of(wrong) ==
                   "keep-colors: '" + std::string(wrong) + "' is not a color: write #rrggbb");
}

BOOST_AUTO_TEST_CASE(locking_leaves_the_choice_of_other_colors) {
    HandPicked picked;
    picked.lock(kRed);
    picked.lock(kRed);
    picked.lock(kDark);
    BOOST_TEST(hex_colors(picked.locked) == "#ff0000 #102030");
    BOOST_TEST(picked.palette.empty());
    picked.unlock(kRed);
    BOOST_TEST(!picked.is_locked(kRed));
    BOOST_TEST(picked.is_locked(kDark));
    picked.add(kShown, kLight);
    BOOST_TEST(hex_colors(picked.locked) == "#102030 #304050");
    BOOST_TEST(picked.palette.empty());
}

BOOST_AUTO_TEST_CASE(an_edited_color_is_locked_in_its_place) {
    HandPicked picked;
    picked.lock(kRed);
    picked.replace(kShown, kRed, color(0x00ff00));
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #00ff00 #304050 #ffffff");
    BOOST_TEST(hex_colors(picked.locked) == "#00ff00");
    picked.add(kShown, kRed);  // now goes into the palette too, once
    picked.add(kShown, kRed);
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #00ff00 #304050 #ffffff #ff0000");
    picked.replace(kShown, kRed, kLight);  // which is there already
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #304050 #ffffff");
}

BOOST_AUTO_TEST_CASE(adding_to_a_palette_that_is_given) {
    HandPicked picked;
    picked.is_given = true;
    picked.add(kShown, kRed);
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #ff0000 #304050 #ffffff");
    picked.palette.clear();
    picked.add(kShown, color(0x00ff00));
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #ff0000 #304050 #ffffff #00ff00");
    BOOST_TEST(hex_colors(picked.locked) == "#ff0000 #00ff00");
}

BOOST_AUTO_TEST_CASE(removing_leaves_the_other_colors) {
    HandPicked picked;
    picked.lock(kRed);
    picked.lock(kDark);
    picked.remove(kShown, std::vector<Color>{kRed, kWhite});
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #304050");
    BOOST_TEST(hex_colors(picked.locked) == "#102030");
    const std::vector<Entry> left{{kDark, 1}, {kLight, 1}};
    picked.remove(left, std::vector<Color>{kDark, kLight});  // one must be left
    BOOST_TEST(hex_colors(picked.palette) == "#102030 #304050");
}

BOOST_AUTO_TEST_CASE(merged_colors_are_the_mean_of_their_pixels) {
    HandPicked picked;
    picked.merge(kShown, std::vector<Color>{kLight, kDark});
    // (300 * 0x10 + 100 * 0x30) / 400 = 0x18, in the place of the first of the palette.
    BOOST_TEST(hex_colors(picked.palette) == "#182838 #ff0000 #ffffff");
    BOOST_TEST(picked.locked.empty());

    HandPicked with_lock;
    with_lock.lock(kWhite);
    with_lock.merge(kShown, std::vector<Color>{kDark, kWhite});
    BOOST_TEST(hex_colors(with_lock.palette) == "#ffffff #ff0000 #304050");
    BOOST_TEST(hex_colors(with_lock.locked) == "#ffffff");

    HandPicked unused;
    const std::vector<Entry> nowhere{{color(0x000000), 0}, {color(0x020406), 0}, {kRed, 5}};
    unused.merge(nowhere, std::vector<Color>{color(0x000000), color(0x020406)});
    BOOST_TEST(hex_colors(unused.palette) == "#010203 #ff0000");
    unused.merge(nowhere, std::vector<Color>{kRed});
    BOOST_TEST(hex_colors(unused.palette) == "#010203 #ff0000");
}

BOOST_AUTO_TEST_CASE(orders_of_a_palette) {
    const std::vector<Entry> entries{{color(0x808080), 1}, {color(0x0000ff), 9},
                                     {color(0x00ff00), 9}, {color(0xff0010), 3},
                                     {color(0x101010), 2}, {color(0xff1000), 4}};
    const auto order = [&](PaletteOrder by) {
        std::string text;
        for (const std::size_t place : places_in_order(entries, by)) text += std::to_string(place);
        return text;
    };
    BOOST_TEST(order(PaletteOrder::own) == "012345");
    BOOST_TEST(order(PaletteOrder::pixels) == "125340");
    BOOST_TEST(order(PaletteOrder::luminance) == "413052");
    BOOST_TEST(order(PaletteOrder::hue) == "405213");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin
