// Tests the conversion of all kinds of pictures to 8-bit RGB.
#include "dataset/load.h"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "base/failure.h"
#include "io/decoder.h"

namespace {

using namespace quant::cli;

template <typename Sample>
std::vector<int> rgb_of(std::vector<Sample> samples, unsigned channels, std::size_t padding = 0) {
    const std::size_t row = 2 * channels + padding;  // a row has two pixels
    quant::Image image{samples.data(), 2, samples.size() / row, 0, channels, 8 * sizeof(Sample)};
    image.stride_bytes = static_cast<std::ptrdiff_t>(row * sizeof(Sample));
    const RgbPicture picture = to_rgb8(image);
    BOOST_TEST(picture.width == 2U);
    BOOST_TEST(picture.pixels.size() == image.height * 6);
    return {picture.pixels.begin(), picture.pixels.end()};
}

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;
using Ints = std::vector<int>;

BOOST_AUTO_TEST_SUITE(load_tests)

BOOST_AUTO_TEST_CASE(rgb_stays_and_padding_goes) {
    BOOST_TEST(rgb_of(Bytes{0, 1, 2, 253, 254, 255}, 3) == Ints({0, 1, 2, 253, 254, 255}));
    BOOST_TEST(rgb_of(Bytes{1, 2, 3, 4, 5, 6, 99, 7, 8, 9, 10, 11, 12, 99}, 3, 1) ==
               Ints({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

BOOST_AUTO_TEST_CASE(gray_is_repeated) {
    BOOST_TEST(rgb_of(Bytes{7, 200}, 1) == Ints({7, 7, 7, 200, 200, 200}));
    BOOST_TEST(rgb_of(Words{65535, 0}, 1) == Ints({255, 255, 255, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(sixteen_bits_are_rounded) {
    // 257 * v becomes v; the middle between 1 and 2 is 385.5.
    BOOST_TEST(rgb_of(Words{0, 128, 129, 385, 386, 65535}, 3) == Ints({0, 0, 1, 1, 2, 255}));
}

BOOST_AUTO_TEST_CASE(translucent_pixels_lie_on_white) {
    BOOST_TEST(rgb_of(Bytes{10, 20, 30, 255, 10, 20, 30, 0}, 4) ==
               Ints({10, 20, 30, 255, 255, 255}));
    // 100 * 51 / 255 = 20, 255 * 204 / 255 = 204.
    BOOST_TEST(rgb_of(Bytes{100, 51, 0, 255}, 2) == Ints({224, 224, 224, 0, 0, 0}));
    // 1 * 128 / 255 + 255 * 127 / 255 = 127.502
    BOOST_TEST(rgb_of(Bytes{1, 128, 0, 255}, 2) == Ints({128, 128, 128, 0, 0, 0}));
    // A fifth of 25700 and four fifths of 65535 are 57568 = 224 * 257.
    BOOST_TEST(rgb_of(Words{25700, 13107, 0, 65535}, 2) == Ints({224, 224, 224, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(synthetic_pictures_differ_and_are_repeatable) {
    Decoder decoder({kDefaultMaxPixels, 1});  // starts no process for synthetic pictures
    std::set<std::string> different;
    const Dataset intel = synthetic_datasets().at(1);
    for (const Entry &entry : intel.entries) {
        const RgbPicture picture = load(entry, decoder);
        BOOST_TEST(picture.width == 150U);
        BOOST_TEST(picture.height == 150U);
        BOOST_TEST((picture.pixels == load(entry, decoder).pixels));
        different.emplace(picture.pixels.begin(), picture.pixels.end());
    }
    BOOST_TEST(different.size() == intel.entries.size());
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_a_failure) {
    Decoder decoder({kDefaultMaxPixels, 1});
    BOOST_CHECK_THROW(load({"a.jpg", "/missing/a.jpg", 0, 0}, decoder), Failure);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
