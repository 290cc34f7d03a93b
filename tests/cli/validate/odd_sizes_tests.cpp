// Tests that the sizes leave all rests, and how a picture is scaled to them.
#include "validate/odd_sizes.h"

#include <boost/test/unit_test.hpp>

#include <set>

namespace {

using namespace quant::cli::validate;

BOOST_AUTO_TEST_SUITE(odd_sizes_tests)

BOOST_AUTO_TEST_CASE(every_rest_occurs) {
    // Of so few pixels, each could have a palette entry of its own, and nothing would be computed.
    constexpr std::size_t few = 9;
    for (const std::size_t rows : {std::size_t{3}, std::size_t{5}}) {
        std::set<std::size_t> rests;
        for (std::size_t width = 1; width <= kLargestSmallWidth; ++width)
            if (rows * width > few) rests.insert(rows * width % 64);
        BOOST_TEST(rests.size() == 64U);
    }
    BOOST_TEST(kLargestSmallWidth >= 64U);  // rows leave every rest
}

BOOST_AUTO_TEST_CASE(pixels_are_repeated_or_left_out) {
    const std::vector<std::uint8_t> bytes{10, 11, 12, 20, 21, 22, 30, 31, 32,  //
                                          40, 41, 42, 50, 51, 52, 60, 61, 62};
    const quant::Image picture = quant::rgb8(bytes.data(), 3, 2);
    const ScaledPicture small = scaled(picture, {2, 1}, 4);
    BOOST_TEST(small.bytes ==
               std::vector<std::uint8_t>({10, 11, 12, 20, 21, 22, 235, 234, 233, 20}));
    BOOST_TEST(small.packed() == std::vector<std::uint8_t>({10, 11, 12, 20, 21, 22}));
    BOOST_TEST(small.size_text() == "2x1");
    BOOST_TEST(small.view().stride_bytes == 10);
    const ScaledPicture large = scaled(picture, {3, 3}, 0);
    BOOST_TEST(large.packed().size() == 27U);
    BOOST_TEST(large.packed()[9] == 10);
    BOOST_TEST(large.packed()[18] == 40);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
