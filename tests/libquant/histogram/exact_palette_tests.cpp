// Tests the table of colors and the palette of an image that has no more colors than are allowed.
#include "histogram/exact_palette.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <vector>

#include "base/random.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::team_of;

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
    BOOST_TEST(!table.insert(std::uint64_t{1} << 48, 1).has_value());
}

BOOST_AUTO_TEST_CASE(one_color_more_than_allowed_is_too_many) {
    std::vector<std::uint8_t> ramp(200);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::uint8_t>(i / 2);
    const ImageView view({ramp.data(), 200, 1, 200, 1, 8});
    BOOST_TEST(!find_exact_palette(view, 99, team_of(1)).has_value());
    const auto palette = find_exact_palette(view, 100, team_of(1));
    BOOST_REQUIRE(palette.has_value());
    BOOST_TEST(palette->counts == std::vector<std::uint64_t>(100, 2),
               boost::test_tools::per_element());
}

// The colors of most pixels come from a small set; each of the others occurs first at a random
// place, so that different threads find them.
std::vector<std::uint8_t> few_colors(Random &random, std::size_t pixels, unsigned channels) {
    std::vector<std::uint8_t> bytes(pixels * channels);
    std::vector<std::uint8_t> set(256 * channels);
    for (std::uint8_t &byte : set) byte = static_cast<std::uint8_t>(random.below(4) * 85);
    for (std::size_t i = 0; i < pixels; ++i) {
        const std::size_t of = random.below(1000) == 0 ? 8 + random.below(248) : random.below(8);
        std::copy_n(&set[of * channels], channels, &bytes[i * channels]);
    }
    return bytes;
}

BOOST_AUTO_TEST_CASE(colors_are_listed_by_first_occurrence_for_every_layout_and_number_of_threads) {
    Random random(2);
    const std::size_t pixels = 300000;
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        const auto bytes = few_colors(random, pixels, channels);
        const ImageView view(
            {bytes.data(), 600, 500, static_cast<std::ptrdiff_t>(600 * channels), channels, 8});
        std::vector<std::uint64_t> packed(pixels), colors, counts;
        view.load_colors(0, pixels, packed.data());
        for (const std::uint64_t color : packed) {
            const auto at = std::ranges::find(colors, color);
            if (at == colors.end()) {
                colors.push_back(color);
                counts.push_back(1);
            } else {
                ++counts[static_cast<std::size_t>(at - colors.begin())];
            }
        }
        for (const unsigned threads : {1U, 2U, 3U, 8U}) {
            BOOST_TEST(!find_exact_palette(view, colors.size() - 1, team_of(threads)).has_value());
            const auto exact = find_exact_palette(view, colors.size(), team_of(threads));
            BOOST_REQUIRE(exact.has_value());
            BOOST_TEST(exact->table.colors() == colors);
            BOOST_TEST(exact->counts == counts);
            std::array<std::uint8_t, 256> order;
            for (std::size_t k = 0; k < order.size(); ++k)
                order[k] = static_cast<std::uint8_t>(255 - k);
            std::vector<std::uint8_t> indices(pixels);
            map_exact(view, exact->table, order, team_of(threads), indices.data());
            bool right = true;
            for (std::size_t i = 0; i < pixels; ++i)
                right &= colors[255U - indices[i]] == packed[i];
            BOOST_TEST(right);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
