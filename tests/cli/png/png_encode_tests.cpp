// Tests which level of compression indexed pictures get.
#include "png/encode.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "png/deflate.h"

using namespace quant::cli;

namespace {

constexpr std::size_t kWidth = 320, kHeight = 240, kColors = 64;

std::size_t below(std::size_t count, std::mt19937 &random) { return random() % count; }

// Returns lines of letters, each of which looks the same wherever it is.
std::vector<std::uint8_t> text() {
    constexpr std::size_t kSide = 10, kLetters = 26;
    std::mt19937 random;
    std::array<std::array<std::uint8_t, kSide * kSide>, kLetters> letters{};
    for (auto &letter : letters)
        for (std::uint8_t &pixel : letter)
            pixel = static_cast<std::uint8_t>(below(3, random) == 0 ? below(kColors, random) : 0);
    std::vector<std::uint8_t> pixels(kWidth * kHeight);
    for (std::size_t y = 0; y < kHeight; y += kSide)
        for (std::size_t x = 0; x < kWidth; x += kSide) {
            const auto &letter = letters[below(kLetters, random)];
            for (std::size_t i = 0; i < letter.size(); ++i)
                pixels[(y + i / kSide) * kWidth + x + i % kSide] = letter[i];
        }
    return pixels;
}

std::vector<std::uint8_t> noise() {
    std::mt19937 random;
    std::vector<std::uint8_t> pixels(kWidth * kHeight);
    for (std::uint8_t &pixel : pixels) pixel = static_cast<std::uint8_t>(below(kColors, random));
    return pixels;
}

std::size_t png_size(const std::vector<std::uint8_t> &pixels, Compression compression) {
    std::vector<quant::Color> colors;
    for (std::size_t k = 0; k < kColors; ++k)
        colors.push_back({static_cast<std::uint8_t>(k), 0, static_cast<std::uint8_t>(2 * k), 255});
    return encode_png_indexed(kWidth, kHeight, pixels, keep_palette(colors), {}, {compression})
        .size();
}

// Returns the size of the same rows at the level that photographs get.
std::size_t size_at_normal_level(const std::vector<std::uint8_t> &pixels) {
    std::vector<std::uint8_t> rows;
    for (std::size_t y = 0; y < kHeight; ++y) {
        rows.push_back(0);
        rows.insert(rows.end(), &pixels[y * kWidth], &pixels[y * kWidth] + kWidth);
    }
    return zlib_stream(rows, deflate_level(Compression::normal), 1).size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(png_encode_tests)

BOOST_AUTO_TEST_CASE(drawings_are_compressed_more_than_photographs) {
    constexpr std::size_t kRest = 69 + 3 * kColors;  // of the file, without its stream
    BOOST_TEST(png_size(noise(), Compression::normal) == size_at_normal_level(noise()) + kRest);
    const std::size_t normal = png_size(text(), Compression::normal);
    BOOST_TEST(normal - kRest < size_at_normal_level(text()) * 98 / 100);
    BOOST_TEST(normal < png_size(text(), Compression::fast));
    BOOST_TEST(png_size(text(), Compression::max) < normal);
}

BOOST_AUTO_TEST_SUITE_END()
