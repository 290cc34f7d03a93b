// Tests indexed layers: the colormap of the image, and the index of each pixel.
#include <boost/test/unit_test.hpp>

#include <cstring>

#include "layers.h"

namespace quant::plugin {
namespace {

using test::Buffer;
using test::bytes_of;
using Bytes = std::vector<std::uint8_t>;

const Color kClear{0, 0, 0, 0};
const Color kRed{250, 10, 10, 255};
const Color kFaint{10, 250, 10, 127};
const Color kBlue{10, 10, 250, 128};

Quantized mapped(const Pixels &pixels, const std::vector<Color> &palette, int keep_alpha) {
    Options options;
    options.palette = palette.data();
    options.palette_size = palette.size();
    options.keep_alpha = keep_alpha;
    return quantize(pixels.view(), options).value();
}

struct Formats {
    const Babl *opaque = nullptr;
    const Babl *alpha = nullptr;
    Formats() { babl_new_palette(nullptr, &opaque, &alpha); }
};

// Returns the bytes that write_indices() writes to a layer at (-3, 2).
Bytes written(const Babl *format, Layer &layer, const Quantized &result) {
    layer.pixels.area.x = -3;
    layer.pixels.area.y = 2;
    const Buffer buffer = test::new_buffer(layer.pixels.area, format);
    write_indices(buffer.get(), format, layer.pixels, result);
    return bytes_of(buffer, layer.pixels.area);
}

BOOST_AUTO_TEST_SUITE(indices_tests)

BOOST_AUTO_TEST_CASE(a_colormap_has_what_can_be_seen) {
    const std::vector<Color> palette{kClear, kRed, kFaint, kBlue, kClear};
    const Colormap colormap(palette);
    BOOST_TEST(colormap.rgb == (Bytes{250, 10, 10, 10, 10, 250}));
    BOOST_TEST(colormap.position == (Bytes{0, 0, 0, 1, 0}));
    BOOST_TEST(colormap.is_visible == (Bytes{0, 1, 0, 1, 0}));
    BOOST_TEST(colormap.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_colormap_has_one_color_at_least) {
    const Colormap colormap(std::vector<Color>{kClear, kFaint});
    BOOST_TEST(colormap.rgb == (Bytes{0, 0, 0}));
    BOOST_TEST(colormap.size() == 1U);
    BOOST_TEST(colormap.is_visible == (Bytes{0, 0}));
}

BOOST_AUTO_TEST_CASE(a_colormap_of_256_colors) {
    std::vector<Color> palette;
    for (unsigned i = 0; i < 256; ++i) palette.push_back({static_cast<std::uint8_t>(i), 1, 2, 255});
    const Colormap colormap(palette);
    BOOST_TEST(colormap.size() == 256U);
    BOOST_TEST(colormap.position[255] == 255);
    BOOST_TEST(colormap.rgb[3 * 255] == 255);
}

BOOST_AUTO_TEST_CASE(opaque_pixels) {
    Layer layer = test::layer_of({255, 0, 0, 0, 0, 255, 0, 0, 240, 240, 0, 0}, 2, 2, 3);
    const Formats formats;
    const Quantized result = mapped(layer.pixels, {kClear, kRed, {10, 10, 250, 255}}, 0);
    BOOST_TEST(written(formats.opaque, layer, result) == (Bytes{0, 1, 1, 0}));
    BOOST_TEST(written(formats.alpha, layer, result) == (Bytes{0, 255, 1, 255, 1, 255, 0, 255}));
}

// The transparent entry is the first; the entries after it move down by one index.
BOOST_AUTO_TEST_CASE(transparent_entries_and_pixels) {
    const Bytes values{255, 0, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0, 0, 0, 255, 127, 0, 0, 255, 128};
    const std::vector<Color> palette{kClear, {10, 10, 250, 255}, kRed};
    const Formats formats;
    for (const unsigned bits : {8U, 16U}) {
        Layer layer = test::layer_of(values, 5, 1, 4, bits);
        if (bits == 16) {  // 32767 is below half of the range, 32768 is not
            const std::uint16_t below = 32767;
            const std::uint16_t half = 32768;
            std::memcpy(&layer.pixels.bytes[2 * 15], &below, 2);
            std::memcpy(&layer.pixels.bytes[2 * 19], &half, 2);
        }
        for (const int keep_alpha : {1, 0}) {
            if (keep_alpha == 0) make_alpha_binary(layer.pixels);
            const Quantized result = mapped(layer.pixels, palette, keep_alpha);
            BOOST_TEST_CONTEXT(bits << " bits, keep_alpha " << keep_alpha) {
                BOOST_TEST(written(formats.opaque, layer, result) == (Bytes{1, 0, 0, 0, 0}));
                BOOST_TEST(written(formats.alpha, layer, result) ==
                           (Bytes{1, 255, 0, 255, 0, 0, 0, 0, 0, 255}));
            }
        }
    }
}

// Without make_alpha_binary(), write_indices() decides which pixels are transparent.
BOOST_AUTO_TEST_CASE(soft_alpha) {
    const Formats formats;
    for (const unsigned bits : {8U, 16U}) {
        Layer layer = test::layer_of({200, 126, 200, 127, 200, 128, 200, 255}, 4, 1, 2, bits);
        const Quantized result = mapped(layer.pixels, {{0, 0, 0, 255}, {200, 200, 200, 255}}, 1);
        BOOST_TEST(written(formats.alpha, layer, result) == (Bytes{0, 0, 0, 0, 1, 255, 1, 255}));
    }
}

BOOST_AUTO_TEST_CASE(more_rows_than_a_strip) {
    const int rows = (1 << 20) + 9;
    Layer layer = test::layer_of(test::noise(static_cast<std::size_t>(rows)), 1, rows, 1);
    const Quantized result = mapped(layer.pixels, {{0, 0, 0, 255}, {255, 255, 255, 255}}, 0);
    const auto indices = result.indices();
    BOOST_TEST((written(Formats().opaque, layer, result) == Bytes(indices.begin(), indices.end())));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin
