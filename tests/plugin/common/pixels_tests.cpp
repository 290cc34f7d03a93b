// Tests the working formats, and reading pixels from buffers and writing them back.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstring>

#include "layers.h"

namespace quant::plugin {
namespace {

using test::Buffer;
using test::bytes_of;
using test::new_buffer;
using test::noise;
using test::noise_buffer;

const std::vector<const char *> kUnchanged{"Y' u8",     "Y'A u8",     "R'G'B' u8",  "R'G'B'A u8",
                                           "Y' u16",    "Y'A u16",    "R'G'B' u16", "R'G'B'A u16",
                                           "R~G~B~ u8", "R~G~B~A u16"};

struct Case {
    const char *from, *to;
};
const std::vector<Case> kConverted{{"RGB u8", "R'G'B' u16"},
                                   {"RGBA u8", "R'G'B'A u16"},
                                   {"Y u8", "Y' u16"},
                                   {"YA u8", "Y'A u16"},
                                   {"RGB u16", "R'G'B' u16"},
                                   {"R'G'B' float", "R'G'B' u16"},
                                   {"RGBA float", "R'G'B'A u16"},
                                   {"RGBA half", "R'G'B'A u16"},
                                   {"RaGaBaA float", "R'G'B'A u16"},
                                   {"R'aG'aB'aA u8", "R'G'B'A u8"},
                                   {"Y float", "Y' u16"},
                                   {"YA double", "Y'A u16"},
                                   {"R~G~B~A float", "R~G~B~A u16"},
                                   {"Y~A u8", "Y~A u8"},
                                   {"Y~ float", "Y~ u16"},
                                   {"CIE Lab float", "R'G'B' u16"}};

BOOST_AUTO_TEST_SUITE(pixels_tests)

BOOST_AUTO_TEST_CASE(working_formats) {
    std::vector<Case> cases = kConverted;
    for (const char *name : kUnchanged) cases.push_back({name, name});
    for (const Case &c : cases) {
        const std::string found = babl_get_name(working_format(babl_format(c.from)));
        BOOST_TEST_CONTEXT(c.from) BOOST_TEST(found == c.to);
    }
}

BOOST_AUTO_TEST_CASE(working_formats_of_palettes) {
    const Babl *opaque = nullptr;
    const Babl *alpha = nullptr;
    babl_new_palette("quant-test-palette", &opaque, &alpha);
    BOOST_TEST(working_format(opaque) == babl_format("R'G'B' u8"));
    BOOST_TEST(working_format(alpha) == babl_format("R'G'B'A u8"));
    babl_new_palette_with_space("quant-test-palette-2", test::other_space(), &opaque, &alpha);
    BOOST_TEST(working_format(alpha) == babl_format_with_space("R'G'B'A u8", test::other_space()));
}

// The name of the space contains characters that mean other curves in the names of formats.
BOOST_AUTO_TEST_CASE(formats_keep_their_space) {
    const Babl *space = test::other_space();
    for (const Case &c : kConverted) {
        if (std::strchr(c.from, 'C')) continue;  // CIE formats have no RGB space
        BOOST_TEST_CONTEXT(c.from)
        BOOST_TEST(working_format(babl_format_with_space(c.from, space)) ==
                   babl_format_with_space(c.to, space));
    }
    BOOST_TEST(palette_format(babl_format_with_space("Y'A u16", space)) ==
               babl_format_with_space("R'G'B' u8", space));
    BOOST_TEST(palette_format(babl_format_with_space("Y~A u16", space)) ==
               babl_format_with_space("R~G~B~ u8", space));
}

BOOST_AUTO_TEST_CASE(clipped_pixels_are_counted) {
    const std::vector<float> values{0.5F, 0.2F, 0.1F, 1, 1.2F, 0, 0, 1, 0, -0.1F,     0, 0.5F, 2,
                                    2,    2,    0.0F, 1, 0,    1, 1, 1, 1, 1.000001F, 1};
    std::vector<std::uint8_t> bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    const auto clipped = [&](const char *name, int width) {
        const Buffer buffer = new_buffer({0, 0, width, 1}, babl_format(name));
        test::set_bytes(buffer, bytes);
        return read_pixels(buffer.get(), {0, 0, width, 1}).clipped;
    };
    BOOST_TEST(clipped("R'G'B'A float", 6) == 2U);
    BOOST_TEST(clipped("RGBA float", 6) == 2U);
    BOOST_TEST(clipped("Y' float", 24) == 5U);
    const Buffer integers = noise_buffer({0, 0, 9, 9}, babl_format("R'G'B'A u32"));
    BOOST_TEST(read_pixels(integers.get(), {0, 0, 9, 9}).clipped == 0U);
}

BOOST_AUTO_TEST_CASE(layouts) {
    for (unsigned channels = 1; channels <= 4; ++channels) {
        for (const unsigned bits : {8U, 16U}) {
            const Layer layer = test::layer_of(noise(11 * 5 * channels), 11, 5, channels, bits);
            const Image view = layer.pixels.view();
            BOOST_TEST(view.channels == channels);
            BOOST_TEST(view.bits == bits);
            BOOST_TEST(view.width == 11U);
            BOOST_TEST(view.height == 5U);
            BOOST_TEST(view.stride_bytes == static_cast<int>(11 * channels * bits / 8));
            BOOST_TEST(layer.pixels.has_alpha() == (channels % 2 == 0));
            BOOST_TEST(layer.pixels.count() == 55U);
        }
    }
}

// The area begins outside of the buffer, to the left and above, and ends inside of it.
BOOST_AUTO_TEST_CASE(outside_of_the_buffer_is_0) {
    const GeglRectangle extent{-7, -5, 40, 30};
    const GeglRectangle area{-10, -6, 20, 15};
    for (const char *name : kUnchanged) {
        const Buffer buffer = noise_buffer(extent, babl_format(name));
        const Pixels pixels = read_pixels(buffer.get(), area);
        const auto all = bytes_of(buffer, extent);
        const std::size_t bytes = pixels.row_bytes() / 20;
        bool is_right = pixels.format == babl_format(name);
        for (int y = 0; y < 15; ++y) {
            for (int x = 0; x < 20; ++x) {
                const bool inside = x >= 3 && y >= 1;
                const std::size_t from =
                    inside ? static_cast<std::size_t>((y - 1) * 40 + x - 3) * bytes : 0;
                const std::size_t at = static_cast<std::size_t>(y * 20 + x) * bytes;
                for (std::size_t i = 0; i < bytes; ++i)
                    is_right &= pixels.bytes[at + i] == (inside ? all[from + i] : 0);
            }
        }
        BOOST_TEST_CONTEXT(name) BOOST_TEST(is_right);
    }
}

BOOST_AUTO_TEST_CASE(a_part_that_is_written_back) {
    const GeglRectangle extent{-7, -5, 40, 30};
    const GeglRectangle area{-12, 3, 24, 40};  // its part {-7, 3, 19, 22} is in the buffer
    for (const char *name : kUnchanged) {
        const Buffer source = noise_buffer(extent, babl_format(name), 1);
        const Buffer target = noise_buffer(extent, babl_format(name), 2);
        const auto before = bytes_of(target, extent);
        write_pixels(target.get(), read_pixels(source.get(), area));
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(gegl_rectangle_equal(gegl_buffer_get_extent(target.get()), &extent) != 0);
            const GeglRectangle written{-7, 3, 19, 22};
            BOOST_TEST(bytes_of(target, written) == bytes_of(source, written));
            const GeglRectangle above{-7, -5, 40, 8};
            const GeglRectangle right{12, 3, 21, 22};
            const Buffer untouched = new_buffer(extent, babl_format(name));
            test::set_bytes(untouched, before);
            BOOST_TEST(bytes_of(target, above) == bytes_of(untouched, above));
            BOOST_TEST(bytes_of(target, right) == bytes_of(untouched, right));
        }
    }
}

void check_round_trip(const GeglRectangle &area, const char *name) {
    const Buffer source = noise_buffer(area, babl_format(name));
    const auto expected = bytes_of(source, area);
    const Pixels pixels = read_pixels(source.get(), area);
    BOOST_TEST(std::memcmp(pixels.bytes.get(), expected.data(), expected.size()) == 0);
    const Buffer target = new_buffer(area, babl_format(name));
    write_pixels(target.get(), pixels);
    BOOST_TEST((bytes_of(target, area) == expected));
}

// A strip has at most 2^26 bytes and 2^20 rows.
BOOST_AUTO_TEST_CASE(more_bytes_than_a_strip) {
    check_round_trip({3, -4, 30'000, 760}, "R'G'B' u8");
}
BOOST_AUTO_TEST_CASE(more_rows_than_a_strip) {
    check_round_trip({-2, 5, 1, (1 << 20) + 77}, "Y'A u8");
}

BOOST_AUTO_TEST_CASE(values_of_another_space_are_not_converted) {
    const GeglRectangle area{0, 0, 33, 21};
    for (const char *name : {"R'G'B' u8", "R'G'B'A u16", "Y' u8"}) {
        const Babl *format = babl_format_with_space(name, test::other_space());
        const Buffer buffer = noise_buffer(area, format);
        const auto before = bytes_of(buffer, area);
        const Pixels pixels = read_pixels(buffer.get(), area);
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(bytes_of(pixels) == before);
            const Buffer target = new_buffer(area, format);
            write_pixels(target.get(), pixels);
            BOOST_TEST(bytes_of(target, area) == before);
        }
    }
}

BOOST_AUTO_TEST_CASE(linear_values_get_the_curve_of_srgb) {
    const GeglRectangle area{0, 0, 3, 1};
    const Buffer buffer = new_buffer(area, babl_format("Y float"));
    const std::vector<float> light{0.0F, 0.5F, 1.0F};
    std::vector<std::uint8_t> bytes(sizeof(float) * light.size());
    std::memcpy(bytes.data(), light.data(), bytes.size());
    test::set_bytes(buffer, bytes);
    const Pixels pixels = read_pixels(buffer.get(), area);
    std::vector<std::uint16_t> values(3);
    std::memcpy(values.data(), pixels.bytes.get(), 6);
    const double half = (1.055 * std::pow(0.5, 1 / 2.4) - 0.055) * 65535;
    BOOST_TEST(values[0] == 0);
    BOOST_TEST(std::abs(values[1] - half) < 2);
    BOOST_TEST(values[2] == 65535);
}

BOOST_AUTO_TEST_CASE(color_of_one_pixel) {
    const Layer rgb = test::layer_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 2, 3);
    BOOST_TEST(same_color(color_at(rgb.pixels, 1, 0), {4, 5, 6, 255}));
    BOOST_TEST(same_color(color_at(rgb.pixels, 0, 1), {7, 8, 9, 255}));
    const Layer wide = test::layer_of({1, 2, 3, 4, 5, 6, 7, 8}, 2, 1, 4, 16);
    // The layer has 5 * 256 + 148, 6 * 256 + 185 and 7 * 256 + 222, which round up.
    BOOST_TEST(same_color(color_at(wide.pixels, 1, 0), {6, 7, 8, 255}));
    const Layer gray = test::layer_of({9, 0, 77, 128}, 2, 1, 2);
    BOOST_TEST(same_color(color_at(gray.pixels, 1, 0), {77, 77, 77, 255}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin
