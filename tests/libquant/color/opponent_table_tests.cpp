// Compares the tables of Oklab and L*a*b* with OpponentSpace.
#include "color/opponent_table.h"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <utility>

#include "color/linear_light.h"
#include "color/rgb_space.h"

namespace {

using namespace quant::core;

const std::pair<const OpponentTable &, const OpponentSpace &> kTables[] = {
    {RgbSpace::srgb().oklab_table(), RgbSpace::srgb().oklab()},
    {RgbSpace::srgb().lab_table(), RgbSpace::srgb().lab()}};

Point of_bytes(const OpponentTable &table, std::uint32_t r, std::uint32_t g, std::uint32_t b) {
    return table.form().point_of(table.of_bytes(r, g, b));
}

// Returns what OpponentSpace says, in units of half a unit of the opponent colors.
std::array<int, 3> doubled(const OpponentSpace &space, std::uint32_t r, std::uint32_t g,
                           std::uint32_t b) {
    const auto light = light_table(8);
    const auto x = space.from_light({light[r], light[g], light[b]});
    return {2 * static_cast<int>(x[0]), static_cast<int>(x[1]) + kPointMiddle,
            static_cast<int>(x[2]) + kPointMiddle};
}

BOOST_AUTO_TEST_SUITE(opponent_table_tests)

BOOST_AUTO_TEST_CASE(coordinates_are_within_two_units_and_opponent_colors_are_halved) {
    for (const auto &[table, space] : kTables) {
        for (std::uint32_t i = 0; i < 17 * 17 * 17; ++i) {
            const std::uint32_t r = i % 17 * 255 / 16, g = i / 17 % 17 * 255 / 16,
                                b = i / 289 * 255 / 16;
            const Point p = of_bytes(table, r, g, b);
            const auto expected = doubled(space, r, g, b);
            for (std::size_t d = 0; d < 3; ++d)
                BOOST_REQUIRE_LE(std::abs(2 * p.x[d] - expected[d]), 4);
            BOOST_REQUIRE_EQUAL(p.x[3], 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(grays_are_neutral_and_black_and_white_are_exact) {
    for (const auto &[table, space] : kTables) {
        std::int16_t before = -1;
        for (std::uint32_t v = 0; v < 256; ++v) {
            const Point p = of_bytes(table, v, v, v);
            BOOST_REQUIRE_EQUAL(p.x[1], kPointMiddle);
            BOOST_REQUIRE_EQUAL(p.x[2], kPointMiddle);
            BOOST_REQUIRE_GT(p.x[0], before);
            before = p.x[0];
        }
        BOOST_TEST(of_bytes(table, 0, 0, 0).x[0] == 0);
        BOOST_TEST(of_bytes(table, 255, 255, 255).x[0] == space.white());
    }
}

BOOST_AUTO_TEST_CASE(an_8_bit_color_and_its_light_are_the_same) {
    const auto narrow = light_table(8), wide = light_table(16);
    for (const auto &[table, space] : kTables) {
        for (std::uint32_t i = 0; i < 17 * 17 * 17; ++i) {
            const std::uint32_t r = i % 17 * 15, g = i / 17 % 17 * 15, b = i / 289 * 15;
            const auto mixture = table.of_bytes(r, g, b);
            BOOST_REQUIRE((table.of_light({narrow[r], narrow[g], narrow[b]}) == mixture));
            BOOST_REQUIRE(
                (table.of_light({wide[257 * r], wide[257 * g], wide[257 * b]}) == mixture));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
