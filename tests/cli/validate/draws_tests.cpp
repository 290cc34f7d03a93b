// Tests that random draws pass, and that draws of other kinds do not.
#include "validate/draws.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "runs.h"

namespace {

using namespace quant::cli::validate;
using quant::test::of_grays;
using quant::test::photo;

using Draws = std::vector<std::vector<Rgb>>;

// Returns 64 draws of the distinct colors of `count` of these pixels.
Draws drawn_from(const std::vector<Rgb> &pixels, std::size_t count, unsigned seed = 1) {
    std::mt19937 random(seed);
    Draws draws;
    for (unsigned i = 0; i < 64; ++i) {
        std::vector<Rgb> some;
        std::sample(pixels.begin(), pixels.end(), std::back_inserter(some), count, random);
        const std::set<Rgb> distinct(some.begin(), some.end());
        draws.emplace_back(distinct.begin(), distinct.end());
    }
    return draws;
}

std::vector<Rgb> pixels_of(const DistinctColors &picture) {
    std::vector<Rgb> pixels;
    for (const std::uint32_t color : picture.of_pixel) pixels.push_back(picture.colors[color]);
    return pixels;
}

struct Fixture {
    DistinctColors picture = distinct_colors(photo(80, 60).pixels);
    std::vector<Rgb> pixels = pixels_of(picture);

    std::string both(const Draws &draws, std::size_t count) const {
        const std::string wrong = check_draws_differ(picture, draws, count);
        return wrong.empty() ? check_draws_are_even(picture, draws, count) : wrong;
    }
    static void found(const std::string &text, const std::string &what) {
        BOOST_TEST(text.find(what) != std::string::npos, "'" + text + "' lacks " + what);
    }
};

BOOST_FIXTURE_TEST_SUITE(draws_tests, Fixture)

BOOST_AUTO_TEST_CASE(random_draws_pass) {
    for (const std::size_t count : {1U, 8U, 32U, 256U})
        for (unsigned seed = 0; seed < 20; ++seed)
            BOOST_TEST(both(drawn_from(pixels, count, seed), count) == "");
}

BOOST_AUTO_TEST_CASE(equal_draws_pass_if_they_are_likely) {
    // Nearly all pixels are black or white, and so many draws of three are of these two colors.
    std::vector<std::uint8_t> levels(500, 0);
    levels.resize(990, 255);
    levels.resize(1000, 100);
    picture = distinct_colors(of_grays(levels).pixels);
    pixels = pixels_of(picture);
    const Draws draws = drawn_from(pixels, 3);
    BOOST_TEST(std::count(draws.begin() + 1, draws.end(), draws.front()) > 20);
    BOOST_TEST(both(draws, 3) == "");
}

BOOST_AUTO_TEST_CASE(finds_equal_draws) {
    Draws draws = drawn_from(pixels, 16);
    draws[40] = draws[0];
    found(both(draws, 16), "of 63 other values of the option `seed`, 1 draw the same pixels");
    std::fill(draws.begin(), draws.end(), draws[0]);
    found(both(draws, 16), "63 draw the same pixels");
}

BOOST_AUTO_TEST_CASE(finds_colors_drawn_without_regard_to_their_pixels) {
    std::vector<std::uint8_t> coarse = photo(80, 60).pixels;
    for (std::uint8_t &v : coarse) v = static_cast<std::uint8_t>(v / 16 * 16);
    picture = distinct_colors(coarse);
    BOOST_TEST(both(drawn_from(pixels_of(picture), 16), 16) == "");
    found(both(drawn_from(picture.colors, 16), 16), "seeds are not random: ");
}

BOOST_AUTO_TEST_CASE(finds_a_part_of_the_pixels) {
    std::sort(pixels.begin(), pixels.end());
    pixels.resize(pixels.size() * 15 / 16);
    found(both(drawn_from(pixels, 16), 16), "in the order of their colors");
}

BOOST_AUTO_TEST_CASE(finds_too_few_colors) {
    Draws draws = drawn_from(pixels, 16);
    for (std::vector<Rgb> &draw : draws) draw.resize(draw.size() / 2);
    found(both(draws, 16), "of the pixels");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
