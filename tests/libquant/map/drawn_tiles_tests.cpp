// Tests which pictures are drawn: text, lines and fills, but no photographs and gradients.
#include "map/drawn_tiles.h"

#include <boost/test/unit_test.hpp>

#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;

template <typename ValueOf>
Picture gray(std::size_t width, std::size_t height, ValueOf &&value_of) {
    Picture picture{"gray", width, height, 1, {}};
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
            picture.pixels.push_back(static_cast<std::uint8_t>(value_of(x, y)));
    return picture;
}

bool are_all(const quant_image &image, unsigned threads = 1) {
    return DrawnTiles(ImageView(image), team_of(threads)).are_all();
}

BOOST_AUTO_TEST_SUITE(drawn_tiles_tests)

BOOST_AUTO_TEST_CASE(line_art_is_drawn) {
    // Lines with one gray pixel at their edge, as antialiased text has.
    const Picture lines = gray(200, 100, [](std::size_t x, std::size_t y) {
        const std::size_t at = (x + y / 9) % 12;
        return at == 0 ? 128 : at < 3 ? 0 : 255;
    });
    BOOST_TEST(are_all(lines.view()));
    BOOST_TEST(are_all(gray(100, 70, [](std::size_t, std::size_t) { return 90; }).view()));
    BOOST_TEST(are_all(quant_image{quant::test::promoted(lines).data(), 200, 100, 400, 1, 16}));
}

BOOST_AUTO_TEST_CASE(photographs_gradients_and_noise_are_not_drawn) {
    for (const Picture &picture :
         {quant::test::photo(256, 256), quant::test::noise(130, 130, 3),
          gray(256, 256, [](std::size_t x, std::size_t) { return x; }),
          gray(512, 512, [](std::size_t x, std::size_t y) { return (x + y) / 16; })}) {
        const DrawnTiles tiles{ImageView(picture.view()), team_of(1)};
        for (std::size_t y = 0; y < picture.height; y += DrawnTiles::kSide)
            for (std::size_t x = 0; x < picture.width; x += DrawnTiles::kSide)
                BOOST_TEST(!tiles.is_drawn(x, y));
    }
}

BOOST_AUTO_TEST_CASE(each_tile_is_judged_for_itself) {
    Picture picture = quant::test::photo(190, 129);
    for (std::size_t y = 0; y < 129; ++y)
        for (std::size_t x = 64; x < 128; ++x)
            std::fill_n(&picture.pixels[3 * (y * 190 + x)], 3, std::uint8_t(x % 10 < 2 ? 20 : 240));
    for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        const DrawnTiles tiles{ImageView(picture.view()), team_of(threads)};
        for (std::size_t y = 0; y < 128; ++y)
            for (const std::size_t x : {0U, 63U, 64U, 127U, 128U, 189U})
                BOOST_TEST(tiles.is_drawn(x, y) == (x / 64 == 1));
        BOOST_TEST(!tiles.are_all());
    }
}

BOOST_AUTO_TEST_CASE(the_quick_look_says_the_same_as_all_tiles) {
    // Only the last tile, 1 pixel high, may be a photograph's.
    Picture picture =
        gray(200, 129, [](std::size_t x, std::size_t) { return x % 10 < 2 ? 20 : 240; });
    for (const bool has_photo : {false, true}) {
        for (std::size_t x = 128; x < 200 && has_photo; ++x)
            picture.pixels[128 * 200 + x] = static_cast<std::uint8_t>(x);
        BOOST_TEST(are_all(picture.view()) == !has_photo);
        BOOST_TEST(is_all_drawn(ImageView(picture.view()), team_of(1)) == !has_photo);
    }
    const Picture photo = quant::test::photo(190, 129);
    BOOST_TEST(!is_all_drawn(ImageView(photo.view()), team_of(1)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
