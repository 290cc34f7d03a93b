// Tests the colors of many images: their sums, their limits, and their form as bytes.
#include "histogram/color_tally.h"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "base/random.h"
#include "libquant/hash.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;

ColorTally tally_of(const quant_image &image, unsigned threads = 1) {
    ColorTally tally;
    tally.add(ImageView(image), team_of(threads));
    return tally;
}

// Checks that two histograms are equal in everything that clustering reads.
void check_equal(const Histogram &a, const Histogram &b) {
    BOOST_TEST((a.colors() == b.colors()));
    BOOST_TEST(a.has_alpha() == b.has_alpha());
    BOOST_TEST(a.unique_colors() == b.unique_colors());
    BOOST_TEST((a.total() == b.total()));
    BOOST_TEST(a.squared() == b.squared());
    BOOST_REQUIRE(a.cells().size() == b.cells().size());
    for (std::size_t i = 0; i < a.cells().size(); ++i) {
        BOOST_REQUIRE(a.cells()[i].key == b.cells()[i].key);
        BOOST_REQUIRE((a.cells()[i].moments == b.cells()[i].moments));
        BOOST_REQUIRE((a.cells()[i].box.lo == b.cells()[i].box.lo));
        BOOST_REQUIRE((a.cells()[i].box.hi == b.cells()[i].box.hi));
    }
}

// Checks that the tally gives the histogram of the image in every space.
void check_histograms(const ColorTally &tally, const quant_image &image) {
    for (int number = 0; quant_space_name(number); ++number) {
        BOOST_TEST_CONTEXT(quant_space_name(number)) {
            const ColorSpace space(number);
            check_equal(histogram_of(tally.colors(), space),
                        Histogram(ImageView(image).in(space), team_of(1)));
        }
    }
}

quant_image rows(const Picture &picture, std::size_t first, std::size_t count) {
    const std::size_t row = picture.width * picture.channels;
    return quant::packed8(&picture.pixels[first * row], picture.width, count, picture.channels);
}

BOOST_AUTO_TEST_SUITE(color_tally_tests)

BOOST_AUTO_TEST_CASE(parts_add_up_to_the_image_in_any_order) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            ColorTally down, up;
            for (std::size_t y = 0; y < picture.height; ++y) {
                down.add(ImageView(rows(picture, y, 1)), team_of(1));
                up.add(tally_of(rows(picture, picture.height - 1 - y, 1)));
            }
            const ColorTally whole = tally_of(picture.view(), 3);
            BOOST_TEST((down.colors() == whole.colors()));
            BOOST_TEST((up.colors() == whole.colors()));
            BOOST_TEST(whole.pixels() == picture.width * picture.height);
            check_histograms(down, picture.view());
        }
    }
}

// The image has more pixels than a tile of those that are counted by sorting.
BOOST_AUTO_TEST_CASE(threads_do_not_change_a_tally) {
    const Picture soft = quant::test::noise(1200, 1000, 4);
    const ColorTally one = tally_of(soft.view());
    BOOST_TEST((tally_of(soft.view(), 4).colors() == one.colors()));
    check_equal(histogram_of(one.colors(), ColorSpace()),
                Histogram(ImageView(soft.view()), team_of(1)));
}

BOOST_AUTO_TEST_CASE(an_opaque_image_joins_a_translucent_one_as_opaque) {
    const Picture soft = quant::test::noise(20, 20, 4);
    const Picture solid = quant::test::noise(20, 20, 3, 9);
    std::vector<std::uint8_t> both(soft.pixels);
    for (std::size_t i = 0; i < 400; ++i)
        both.insert(both.end(),
                    {solid.pixels[3 * i], solid.pixels[3 * i + 1], solid.pixels[3 * i + 2], 255});
    ColorTally tally = tally_of(solid.view());
    tally.add(tally_of(soft.view()));
    check_histograms(tally, quant::rgba8(both.data(), 20, 40));
}

BOOST_AUTO_TEST_CASE(eight_bits_are_the_sixteen_bits_that_they_stand_for) {
    for (const Picture &picture : quant::test::mixed()) {
        const auto deep = quant::test::promoted(picture);
        const auto stride = static_cast<std::ptrdiff_t>(picture.width * picture.channels * 2);
        const quant_image image{deep.data(), picture.width,    picture.height,
                                stride,      picture.channels, 16};
        BOOST_TEST((tally_of(picture.view()).colors() == tally_of(image).colors()));
    }
}

BOOST_AUTO_TEST_CASE(a_tally_adds_to_itself) {
    ColorTally tally = tally_of(quant::test::photo(20, 15).view());
    auto twice = tally.colors();
    for (CountedColor &color : twice) color.count *= 2;
    tally.add(tally);
    BOOST_TEST((tally.colors() == twice));
    BOOST_TEST(tally.pixels() == 600U);
}

BOOST_AUTO_TEST_CASE(more_pixels_than_sums_can_hold_are_refused) {
    const std::uint64_t black = 0xFFFFULL << 48;
    ColorTally tally(std::vector<CountedColor>{{black, Histogram::kMostPixels - 300}});
    const Picture photo = quant::test::photo(20, 15);
    ColorTally full = tally;
    full.add(tally_of(photo.view()));
    BOOST_TEST(full.pixels() == Histogram::kMostPixels);
    tally.add(ColorTally(std::vector<CountedColor>{{black, 1}}));
    const auto before = tally.colors();
    BOOST_CHECK_THROW(tally.add(ImageView(photo.view()), team_of(1)), std::length_error);
    BOOST_CHECK_THROW(tally.add(tally_of(photo.view())), std::length_error);
    BOOST_TEST((tally.colors() == before));
    BOOST_TEST(tally.pixels() == Histogram::kMostPixels - 299);
    const Point point{};
    BOOST_CHECK_THROW(Histogram({{point, Histogram::kMostPixels}, {point, 1}}, false),
                      std::length_error);
    BOOST_CHECK_THROW(Histogram({}, false), std::length_error);
}

BOOST_AUTO_TEST_CASE(bytes_bring_back_the_colors) {
    auto pictures = quant::test::mixed();
    pictures.push_back(quant::test::noise(30, 30, 4));
    for (const Picture &picture : pictures) {
        BOOST_TEST_CONTEXT(picture.name) {
            const ColorTally tally = tally_of(picture.view());
            const auto bytes = serialized(tally);
            const auto parsed = parse_tally(bytes);
            BOOST_REQUIRE(parsed.has_value());
            BOOST_TEST((parsed->colors() == tally.colors()));
            BOOST_TEST(parsed->pixels() == tally.pixels());
            BOOST_TEST((serialized(*parsed) == bytes));
        }
    }
    BOOST_TEST(parse_tally(serialized(ColorTally())).value().pixels() == 0U);
}

// The bytes were computed by hand for one black pixel and two white pixels. The two opaque colors
// are 0xFFFF << 48 and 2^64 - 1.
BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_description) {
    const std::vector<std::uint8_t> pixels{255, 255, 255, 0, 0, 0, 255, 255, 255};
    auto bytes = serialized(tally_of(quant::rgb8(pixels.data(), 3, 1)));
    BOOST_REQUIRE(bytes.size() > 8U);
    bytes.resize(bytes.size() - 8);
    const std::vector<std::uint8_t> expected{
        'Q',  'H',  'S',  'T',  1,    2,                             // two colors
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xC0, 0xFF, 0xFF, 1, 0,  // black, 1 pixel
        0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x3F, 1};                // 2^48 - 2 later, 2 pixels
    BOOST_TEST(bytes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_refused) {
    const auto bytes = serialized(tally_of(quant::test::photo(20, 15).view()));
    for (std::size_t length = 0; length < bytes.size(); ++length)
        BOOST_REQUIRE(!parse_tally(std::span(bytes).first(length)));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] ^= 0x10;
        BOOST_REQUIRE(!parse_tally(damaged));
    }
}

// The damaged bytes have a correct checksum. Bytes that are accepted must give a tally that writes
// the same bytes.
BOOST_AUTO_TEST_CASE(hostile_bytes_do_no_harm) {
    const auto good = serialized(tally_of(quant::test::noise(8, 8, 4).view()));
    Random random(4);
    for (int round = 0; round < 20000; ++round) {
        std::vector<std::uint8_t> bytes(good.begin(), good.end() - 8);
        for (std::uint64_t change = 0; change <= random.below(3); ++change)
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
        bytes.resize(bytes.size() - random.below(2) * random.below(9));
        const std::uint64_t sum = quant::test::hash_of(bytes);
        for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(sum >> 8 * i));
        const auto parsed = parse_tally(bytes);
        if (parsed) BOOST_REQUIRE(serialized(*parsed) == bytes);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
