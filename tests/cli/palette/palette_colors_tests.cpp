// Tests the colors of pictures, colors as text, and conversions between color models.
#include <cstring>

#include "palette/codecs.h"
#include "palette/color_models.h"
#include "palette/color_text.h"
#include "palette_samples.h"

using namespace quant::cli;
using namespace palette_samples;
using quant::Color;

BOOST_AUTO_TEST_SUITE(palette_colors_tests)

namespace {

template <typename Sample>
std::vector<Color> colors_of(std::uint64_t width, std::uint64_t height, unsigned channels,
                             const std::vector<Sample> &samples) {
    Layout layout;
    layout.width = width;
    layout.height = height;
    layout.channels = channels;
    layout.bits = sizeof(Sample) * 8;
    BOOST_REQUIRE(layout.pixel_bytes() == samples.size() * sizeof(Sample));
    return colors_of_picture(layout, std::as_bytes(std::span(samples)));
}

void check(const std::vector<Color> &colors, const std::vector<Color> &expected) {
    BOOST_CHECK_EQUAL_COLLECTIONS(colors.begin(), colors.end(), expected.begin(), expected.end());
}

using Samples8 = std::vector<std::uint8_t>;
using Samples16 = std::vector<std::uint16_t>;

}  // namespace

BOOST_AUTO_TEST_CASE(first_occurrence_row_by_row) {
    check(colors_of(2, 2, 3, Samples8{9, 9, 9, 1, 2, 3, 1, 2, 3, 0, 0, 0}),
          {{9, 9, 9, 255}, {1, 2, 3, 255}, {0, 0, 0, 255}});
    check(colors_of(3, 1, 1, Samples8{7, 5, 7}), {{7, 7, 7, 255}, {5, 5, 5, 255}});
}

BOOST_AUTO_TEST_CASE(alpha) {
    check(colors_of(3, 1, 4, Samples8{1, 2, 3, 0, 9, 9, 9, 0, 1, 2, 3, 4}),
          {{0, 0, 0, 0}, {1, 2, 3, 4}});
    check(colors_of(3, 1, 2, Samples8{8, 255, 8, 7, 8, 0}),
          {{8, 8, 8, 255}, {8, 8, 8, 7}, {0, 0, 0, 0}});
}

BOOST_AUTO_TEST_CASE(sixteen_bits_are_rounded) {
    check(colors_of(2, 2, 1, Samples16{0, 128, 129, 65535}),
          {{0, 0, 0, 255}, {1, 1, 1, 255}, {255, 255, 255, 255}});
    check(colors_of(1, 1, 4, Samples16{257, 514, 771, 65535 - 257}), {{1, 2, 3, 254}});
}

BOOST_AUTO_TEST_CASE(at_most_256) {
    Samples8 samples;
    for (unsigned i = 0; i < 256; ++i)
        for (int repeat = 0; repeat < 2; ++repeat) samples.push_back(static_cast<std::uint8_t>(i));
    BOOST_TEST(colors_of(512, 1, 1, samples).size() == 256u);
    Samples8 rgb(3 * 257);
    for (std::size_t i = 0; i < 257; ++i) {
        rgb[3 * i] = static_cast<std::uint8_t>(i);
        rgb[3 * i + 1] = static_cast<std::uint8_t>(i / 256);
    }
    BOOST_CHECK_EXCEPTION(colors_of(257, 1, 3, rgb), Failure, [](const Failure &failure) {
        return std::strstr(failure.what(), "more than 256 colors") != nullptr;
    });
}

BOOST_AUTO_TEST_CASE(hex_colors) {
    for (const Color &color : {Color{0, 0, 0, 255}, Color{255, 16, 1, 0}, Color{1, 2, 171, 254}})
        BOOST_TEST(parse_color(web_color(color)) == color);
    BOOST_TEST(quant::hex_color({1, 2, 171, 255}) == "0102ab");
    BOOST_TEST(quant::hex_color({1, 2, 171, 10}) == "0102ab0a");
    BOOST_TEST((parse_color("#0102AbFF") == Color{1, 2, 171, 255}));
    BOOST_TEST((parse_color("#1Af") == Color{17, 170, 255, 255}));
    BOOST_TEST((parse_color("#1af8") == Color{17, 170, 255, 136}));
    // Without a # a short form could be a mistake, as a line that lost its end.
    for (const char *wrong : {"", "#", "fff", "12345", "#12345", "1234567", "123456789", "12345g",
                              "+12345", " 123456", "#-12345", "#-1f"})
        BOOST_CHECK_THROW(parse_color(wrong), Failure);
}

BOOST_AUTO_TEST_CASE(colors_of_style_sheets) {
    BOOST_TEST((parse_color("rgb(255, 128,0)") == Color{255, 128, 0, 255}));
    BOOST_TEST((parse_color("RGBA(1,2,3,.5)") == Color{1, 2, 3, 128}));
    BOOST_TEST((parse_color("rgb(100% 0%  50%)") == Color{255, 0, 128, 255}));
    BOOST_TEST((parse_color("rgb(1 2 3/20%)") == Color{1, 2, 3, 51}));
    BOOST_TEST((parse_color("Orange") == Color{255, 165, 0, 255}));
    BOOST_TEST((parse_color("aliceblue") == Color{240, 248, 255, 255}));
    BOOST_TEST((parse_color("yellowgreen") == Color{154, 205, 50, 255}));
    BOOST_TEST((parse_color("transparent") == Color{0, 0, 0, 0}));
    for (const char *wrong :
         {"rgb", "rgb(", "rgb()", "rgb(1,2)", "rgb(1,2,3,1,1)", "rgb(1,2,,3)", "rgb(256,0,0)",
          "rgb(-1,0,0)", "rgb(nan,0,0)", "rgb(101%,0,0)", "rgb(1 2 3 4)", "rgb(1 2/3)",
          "rgb(1 2 3/)", "rgb(1 2 3/2)", "rgb(1,2,3", "hsl(0,0,0)", "orangey", "zzz"})
        BOOST_CHECK_THROW(parse_color(wrong), Failure);
    BOOST_CHECK_EXCEPTION(parse_color("rgb(1, 300, 2)"), Failure, [](const Failure &failure) {
        return std::strstr(failure.what(), "'rgb(1, 300, 2)' is not a color: green is not 0 to") &&
               std::strstr(failure.what(), "#rgb") && std::strstr(failure.what(), "orange");
    });
}

BOOST_AUTO_TEST_CASE(models_clamp) {
    BOOST_TEST((from_rgb(-1, 2, 0.5) == Color{0, 255, 128, 255}));
    BOOST_TEST((from_cmyk(2, -1, 0, 0) == Color{0, 255, 255, 255}));
    BOOST_TEST((from_gray(1e30) == Color{255, 255, 255, 255}));
    BOOST_TEST((from_hsb(1, 1, 1) == Color{255, 0, 0, 255}));
    BOOST_TEST((from_hsb(-1.0 / 3, 1, 1) == Color{0, 0, 255, 255}));
    BOOST_TEST((from_lab(1000, 0, 0) == Color{255, 255, 255, 255}));
    BOOST_TEST((from_lab(50, 1e30, -1e30) == Color{0, 0, 255, 255}));
}

// The L*a*b* values were computed by another program from the primaries and white points of sRGB.
BOOST_AUTO_TEST_CASE(lab) {
    BOOST_TEST((from_lab(54.2896, 80.8144, 69.8897) == Color{255, 0, 0, 255}));
    BOOST_TEST((from_lab(87.8194, -79.2749, 80.9927) == Color{0, 255, 0, 255}));
    BOOST_TEST((from_lab(29.5659, 68.2862, -112.0329) == Color{0, 0, 255, 255}));
    BOOST_TEST((from_lab(97.6074, -15.7479, 93.3913) == Color{255, 255, 0, 255}));
    BOOST_TEST((from_lab(70.9457, -60.8292, 42.1244) == Color{12, 200, 90, 255}));
    BOOST_TEST((from_lab(53.5850, 0, 0) == Color{128, 128, 128, 255}));
    BOOST_TEST((from_lab(0.5040, -0.1678, -0.4777) == Color{1, 2, 3, 255}));
}

BOOST_AUTO_TEST_SUITE_END()
