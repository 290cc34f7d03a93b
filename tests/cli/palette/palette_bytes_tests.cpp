// Compares the bytes that are written with bytes made by hand from published descriptions: Adobe
// Photoshop File Formats Specification (color swatches, color table), the description of Adobe
// Swatch Exchange by its users, the PNG specification, and GIMP's own palettes. Then tests round
// trips.
#include <algorithm>

#include "palette_samples.h"

using namespace quant::cli;
using namespace palette_samples;

BOOST_AUTO_TEST_SUITE(palette_bytes_tests)

namespace {

const NamedPalette kWarm{{{255, 0, 51, 255}, {18, 52, 86, 255}}, "Warm"};
const NamedPalette kVeiled{{{255, 0, 51, 255}, {18, 52, 86, 0}, {1, 2, 3, 128}}, ""};

void check_bytes(const NamedPalette &palette, PaletteFormat format, const Bytes &expected) {
    const Bytes bytes = format_palette(palette, format);
    BOOST_CHECK_EQUAL_COLLECTIONS(bytes.begin(), bytes.end(), expected.begin(), expected.end());
}

void check_same(const std::vector<quant::Color> &a, const std::vector<quant::Color> &b) {
    BOOST_CHECK_EQUAL_COLLECTIONS(a.begin(), a.end(), b.begin(), b.end());
}

std::string refusal(const NamedPalette &palette, PaletteFormat format) {
    try {
        format_palette(palette, format);
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "(no failure)";
}

}  // namespace

BOOST_AUTO_TEST_CASE(gpl) {
    check_bytes(kWarm, PaletteFormat::gpl,
                text("GIMP Palette\nName: Warm\nColumns: 16\n#\n"
                     "255   0  51\t#ff0033\n 18  52  86\t#123456\n"));
}

BOOST_AUTO_TEST_CASE(act_of_256_opaque_colors_is_the_short_form) {
    const NamedPalette palette = opaque(256);
    Bytes expected;
    for (const quant::Color &color : palette.colors)
        expected = expected + Bytes{color.r, color.g, color.b};
    check_bytes(palette, PaletteFormat::act, expected);
}

// The file has 772 bytes. After the colors come their number and the index of the transparent
// color, ffff if there is none.
BOOST_AUTO_TEST_CASE(act_with_fewer_colors_or_a_transparent_one) {
    Bytes expected = unhex("ff0033 123456");
    expected.resize(768);
    check_bytes(kWarm, PaletteFormat::act, expected + unhex("0002 ffff"));
    NamedPalette palette = kWarm;
    palette.colors[1].a = 0;
    check_bytes(palette, PaletteFormat::act, expected + unhex("0002 0001"));
}

// The file has version 1 and then version 2, whose names are UTF-16 after a 32-bit length that
// includes a NUL.
BOOST_AUTO_TEST_CASE(aco) {
    check_bytes(kWarm, PaletteFormat::aco,
                unhex("0001 0002"
                      "0000 ffff 0000 3333 0000"
                      "0000 1212 3434 5656 0000"
                      "0002 0002"
                      "0000 ffff 0000 3333 0000"
                      "00000008 0023 0066 0066 0030 0030 0033 0033 0000"
                      "0000 1212 3434 5656 0000"
                      "00000008 0023 0031 0032 0033 0034 0035 0036 0000"));
}

// As floats, 0.2 is 3e4ccccd, and 18/255, 52/255, 86/255 are 3d909091, 3e50d0d1, 3eacacad.
BOOST_AUTO_TEST_CASE(ase) {
    check_bytes(kWarm, PaletteFormat::ase,
                text("ASEF") +
                    unhex("0001 0000 00000004"
                          "c001 0000000c 0005 0057 0061 0072 006d 0000"
                          "0001 00000024"
                          "0008 0023 0066 0066 0030 0030 0033 0033 0000") +
                    text("RGB ") +
                    unhex("3f800000 00000000 3e4ccccd 0002"
                          "0001 00000024"
                          "0008 0023 0031 0032 0033 0034 0035 0036 0000") +
                    text("RGB ") + unhex("3d909091 3e50d0d1 3eacacad 0002 c002 00000000"));
}

BOOST_AUTO_TEST_CASE(hex) {
    check_bytes(kVeiled, PaletteFormat::hex, text("ff0033\n12345600\n01020380\n"));
}

BOOST_AUTO_TEST_CASE(css) {
    check_bytes(kVeiled, PaletteFormat::css,
                text(":root {\n  --color-1: #ff0033;\n  --color-2: #12345600;\n"
                     "  --color-3: #01020380;\n}\n"));
}

BOOST_AUTO_TEST_CASE(json) {
    check_bytes(kWarm, PaletteFormat::json,
                text("{\n  \"name\": \"Warm\",\n  \"colors\": [\n    \"#ff0033\",\n"
                     "    \"#123456\"\n  ]\n}\n"));
    check_bytes({{{1, 2, 3, 4}}, ""}, PaletteFormat::json,
                text("{\n  \"colors\": [\n    \"#01020304\"\n  ]\n}\n"));
}

// The picture is indexed with 2 bits and has 48 x 16 pixels; the colors keep their order. The
// checksums were computed by another program.
BOOST_AUTO_TEST_CASE(png_up_to_its_pixels) {
    const Bytes expected = unhex(
        "89504e470d0a1a0a 0000000d49484452 00000030 00000010 02 03 00 00 00 2dc01422"
        "00000009 504c5445 ff7f00 000000 123456 99dc169f"
        "00000002 74524e53 ff00 e5b7304a");
    const NamedPalette palette{{{255, 127, 0, 255}, {0, 0, 0, 0}, {18, 52, 86, 255}}, ""};
    Bytes bytes = format_palette(palette, PaletteFormat::png);
    bytes.resize(expected.size());
    BOOST_CHECK_EQUAL_COLLECTIONS(bytes.begin(), bytes.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(round_trips_of_every_size) {
    for (const PaletteFormatInfo &info : palette_formats()) {
        if (!info.readable) continue;
        for (const std::size_t size : {1u, 2u, 3u, 15u, 16u, 17u, 255u, 256u}) {
            BOOST_TEST_CONTEXT(info.name << ' ' << size) {
                NamedPalette palette = opaque(size);
                palette.colors.back() = palette.colors.front();  // equal colors stay two entries
                check_same(parse(format_palette(palette, info.format), info.format).colors,
                           palette.colors);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(names_that_are_kept) {
    for (const auto format : {PaletteFormat::gpl, PaletteFormat::ase, PaletteFormat::json}) {
        NamedPalette palette = kWarm;
        palette.name =
            "Gr\xc3\xbc\xc3\x9f"
            "e \xf0\x9f\x8e\xa8";
        BOOST_TEST(parse(format_palette(palette, format), format).name == palette.name);
        palette.name = "two\nlines, \xff";
        BOOST_TEST(parse(format_palette(palette, format), format).name == "twolines, \xef\xbf\xbd");
    }
    for (const auto format : {PaletteFormat::gpl, PaletteFormat::ase})
        BOOST_TEST(parse(format_palette(opaque(2), format), format).name == "Untitled");
}

BOOST_AUTO_TEST_CASE(transparency_is_kept_or_refused) {
    for (const PaletteFormatInfo &info : palette_formats()) {
        BOOST_TEST_CONTEXT(info.name) {
            const std::string exception = info.alpha == PaletteAlpha::one_color
                                              ? ", but for one fully transparent color"
                                              : "";
            if (info.alpha != PaletteAlpha::full)
                BOOST_TEST(refusal(kVeiled, info.format) ==
                           std::string("the palette has transparency that ") + info.name +
                               " does not keep" + exception + " (use hex, json, css, png)");
            else if (info.readable)
                check_same(parse(format_palette(kVeiled, info.format), info.format).colors,
                           kVeiled.colors);
            else
                BOOST_TEST(!format_palette(kVeiled, info.format).empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(act_keeps_one_transparent_color) {
    NamedPalette palette = opaque(256);
    palette.colors[255].a = 0;
    check_same(parse(format_palette(palette, PaletteFormat::act), PaletteFormat::act).colors,
               palette.colors);
    palette.colors[0].a = 0;
    BOOST_TEST(refusal(palette, PaletteFormat::act).find("transparency") != std::string::npos);
    palette.colors[0].a = 255;
    palette.colors[255].a = 1;
    BOOST_TEST(refusal(palette, PaletteFormat::act).find("transparency") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(impossible_sizes_are_not_written) {
    for (const PaletteFormatInfo &info : palette_formats()) {
        BOOST_TEST(refusal({}, info.format) == "holds no colors");
        BOOST_TEST(refusal(opaque(257), info.format) ==
                   "holds 257 colors; a palette has at most 256");
    }
}

BOOST_AUTO_TEST_SUITE_END()
