#include "histogram_merge.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <stdexcept>

#include "pictures.h"
#include "random.h"

namespace {

using namespace quant::core;
using quant::test::Picture;

Histogram histogram_of(const quant_image &image) { return Histogram(ImageView(image), 1); }

// Everything that clustering reads.
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

BOOST_AUTO_TEST_SUITE(histogram_merge_tests)

BOOST_AUTO_TEST_CASE(two_halves_add_up_to_the_whole) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            const std::size_t top = picture.height / 3;
            const std::size_t row = picture.width * picture.channels;
            const auto part = [&](std::size_t first, std::size_t rows) {
                return histogram_of(quant::packed8(&picture.pixels[first * row], picture.width,
                                                   rows, picture.channels));
            };
            check_equal(merged(part(0, top), part(top, picture.height - top)),
                        histogram_of(picture.view()));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_opaque_image_joins_a_translucent_one_as_opaque) {
    const Picture soft = quant::test::noise(20, 20, 4);
    const Picture solid = quant::test::noise(20, 20, 3, 9);
    std::vector<std::uint8_t> both(soft.pixels);
    for (std::size_t i = 0; i < 400; ++i)
        both.insert(both.end(),
                    {solid.pixels[3 * i], solid.pixels[3 * i + 1], solid.pixels[3 * i + 2], 255});
    check_equal(merged(histogram_of(solid.view()), histogram_of(soft.view())),
                histogram_of(quant::rgba8(both.data(), 20, 40)));
}

BOOST_AUTO_TEST_CASE(more_pixels_than_sums_can_hold_are_refused) {
    const Point black{};
    const Histogram large({{black, Histogram::kMostPixels}}, false);
    BOOST_TEST(large.total().n == Histogram::kMostPixels);
    BOOST_CHECK_THROW(merged(large, Histogram({{black, 1}}, false)), std::length_error);
    BOOST_CHECK_THROW(Histogram({}, false), std::length_error);
}

BOOST_AUTO_TEST_CASE(bytes_bring_back_the_histogram) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            const Histogram histogram = histogram_of(picture.view());
            const auto bytes = serialized(histogram);
            const auto parsed = parse_histogram(bytes);
            BOOST_REQUIRE(parsed.has_value());
            check_equal(*parsed, histogram);
            BOOST_TEST((serialized(*parsed) == bytes));
        }
    }
    const auto wide = quant::test::noise(30, 30, 6);
    const Histogram histogram = histogram_of({wide.pixels.data(), 30, 30, 180, 3, 16});
    check_equal(parse_histogram(serialized(histogram)).value(), histogram);
}

BOOST_AUTO_TEST_CASE(equal_images_have_equal_bytes_however_their_pixels_are_ordered) {
    Picture picture = quant::test::photo(60, 50);
    const auto bytes = serialized(histogram_of(picture.view()));
    for (std::size_t i = 0; i < 1500; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            std::swap(picture.pixels[3 * i + c], picture.pixels[3 * (2999 - i) + c]);
    BOOST_TEST((serialized(histogram_of(picture.view())) == bytes));
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_refused) {
    const auto bytes = serialized(histogram_of(quant::test::photo(20, 15).view()));
    for (std::size_t length = 0; length < bytes.size(); ++length)
        BOOST_REQUIRE(!parse_histogram(std::span(bytes).first(length)));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] ^= 0x10;
        BOOST_REQUIRE(!parse_histogram(damaged));
    }
}

// Damage that comes with the right checksum: whatever is accepted is a histogram that writes the
// same bytes.
BOOST_AUTO_TEST_CASE(hostile_bytes_do_no_harm) {
    const auto good = serialized(histogram_of(quant::test::noise(8, 8, 4).view()));
    Random random(4);
    for (int round = 0; round < 20000; ++round) {
        std::vector<std::uint8_t> bytes(good.begin(), good.end() - 8);
        for (std::uint64_t change = 0; change <= random.below(3); ++change)
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
        bytes.resize(bytes.size() - random.below(2) * random.below(9));
        std::uint64_t sum = 0xCBF29CE484222325U;
        for (const std::uint8_t byte : bytes) sum = (sum ^ byte) * 0x100000001B3U;
        for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(sum >> 8 * i));
        const auto parsed = parse_histogram(bytes);
        if (parsed) BOOST_REQUIRE(serialized(*parsed) == bytes);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
