// Reads files as other programs write them, made by hand: versions, color models, line ends,
// comments.
#include <cstdlib>

#include "palette_samples.h"

using namespace quant::cli;
using namespace palette_samples;
using quant::Color;

BOOST_AUTO_TEST_SUITE(palette_reading_tests)

namespace {

void check(const Bytes &bytes, PaletteFormat format, const std::vector<Color> &expected,
           const std::string &name = "") {
    const NamedPalette palette = parse(bytes, format);
    BOOST_CHECK_EQUAL_COLLECTIONS(palette.colors.begin(), palette.colors.end(), expected.begin(),
                                  expected.end());
    BOOST_TEST(palette.name == name);
}

const Color kRed{255, 0, 0, 255};
const Color kBlue{0, 0, 255, 255};

}  // namespace

BOOST_AUTO_TEST_CASE(gpl_of_every_age) {
    // The first version had neither name nor columns.
    check(text("GIMP Palette\n# old\n255 0 0 red\n0 0 255\n"), PaletteFormat::gpl, {kRed, kBlue});
    check(text("\xef\xbb\xbfGIMP Palette\r\nName:  Two words \r\nColumns: 0\r\n#\r\n\r\n"
               "255\t0\t0\tred\r\n  0   0 255 # blue"),
          PaletteFormat::gpl, {kRed, kBlue}, "Two words");
    check(text("GIMP Palette\rName: Mac\r255 0 0\r0 0 255\r"), PaletteFormat::gpl, {kRed, kBlue},
          "Mac");
    check(text("GIMP Palette\nName: caf\xe9\n255 0 0\n"), PaletteFormat::gpl, {kRed},
          "caf\xef\xbf\xbd");
    check(text("GIMP Palette\nChannels: RGBA\n#\n255 0 0 255 red\n0 0 255 7 veil\n"),
          PaletteFormat::gpl, {kRed, {0, 0, 255, 7}});
}

BOOST_AUTO_TEST_CASE(gpl_mistakes_are_named_by_line) {
    const auto failure = [](const char *lines) {
        return failure_of(text(std::string("GIMP Palette\nName: x\n") + lines), PaletteFormat::gpl);
    };
    const std::string expected = " is not a color (red, green and blue, each 0 to 255)";
    BOOST_TEST(failure("1 2 3\n1 2\n") == "line 4: '1 2'" + expected);
    BOOST_TEST(failure("256 0 0\n") == "line 3: '256 0 0'" + expected);
    BOOST_TEST(failure("-1 0 0\n") == "line 3: '-1 0 0'" + expected);
    BOOST_TEST(failure("1 2 3x\n") == "line 3: '1 2 3x'" + expected);
    BOOST_TEST(failure("1.5 2 3\n") == "line 3: '1.5 2 3'" + expected);
    BOOST_TEST(failure("Channels: RGBA\n1 2 3\n") == "line 4: '1 2 3'" + expected);
    BOOST_TEST(failure("# nothing\n") == "holds no colors");
    BOOST_TEST(failure_of(text("GIMP Palettes\n1 2 3\n"), PaletteFormat::gpl) ==
               "is not a GIMP palette (its first line is not \"GIMP Palette\")");
}

BOOST_AUTO_TEST_CASE(act) {
    Bytes table(768);
    table[0] = 255;
    table[5] = 255;
    std::vector<Color> all(256, Color{0, 0, 0, 255});
    all[0] = kRed;
    all[1] = kBlue;
    check(table, PaletteFormat::act, all);
    check(table + unhex("0002 ffff"), PaletteFormat::act, {kRed, kBlue});
    check(table + unhex("0002 0000"), PaletteFormat::act, {{255, 0, 0, 0}, kBlue});
    all[255].a = 0;
    check(table + unhex("0100 00ff"), PaletteFormat::act, all);
    BOOST_TEST(failure_of(table + unhex("0000 ffff"), PaletteFormat::act) ==
               "the file is damaged: it announces 0 colors");
    BOOST_TEST(failure_of(table + unhex("0101 ffff"), PaletteFormat::act) ==
               "the file is damaged: it announces 257 colors");
    BOOST_TEST(failure_of(table + unhex("0002 0002"), PaletteFormat::act) ==
               "the file is damaged: its transparent color is number 2 of 2");
    BOOST_TEST(failure_of(table + unhex("00"), PaletteFormat::act) ==
               "is not an Adobe color table (it has 769 bytes, not 768 or 772)");
}

BOOST_AUTO_TEST_CASE(aco_versions) {
    const Bytes one = unhex("0001 0001  0000 ffff 0000 0000 0000");
    const Bytes two = unhex("0002 0001  0000 0000 0000 ffff 0000  00000002 0042 0000");
    check(one, PaletteFormat::aco, {kRed});
    check(two, PaletteFormat::aco, {kBlue});
    // The second section is used, as in Photoshop; anything that follows is ignored.
    check(one + two, PaletteFormat::aco, {kBlue});
    check(one + unhex("00"), PaletteFormat::aco, {kRed});
    check(one + unhex("1234 5678"), PaletteFormat::aco, {kRed});
    // Photoshop appends groups of swatches.
    check(one + two + text("8BIMphry") + unhex("00000004 0102"), PaletteFormat::aco, {kBlue});
    BOOST_TEST(failure_of(unhex("0003 0001"), PaletteFormat::aco) ==
               "is not a file of Photoshop swatches (its version is 3, not 1 or 2)");
    BOOST_TEST(failure_of(unhex("0001 0000"), PaletteFormat::aco) == "holds no colors");
}

// Some programs store 8 bits as v * 256, Photoshop as v * 257.
BOOST_AUTO_TEST_CASE(aco_16_bits) {
    check(unhex("0001 0002  0000 ff00 8000 0100 0000  0000 ffff 8080 0101 0000"),
          PaletteFormat::aco, {{255, 128, 1, 255}, {255, 128, 1, 255}});
}

// HSB values come from Python's colorsys. In CMYK, 0 is the full amount of an ink. Photoshop's own
// swatches "White", "50% Gray" and "Black" have the gray values 0, 5000 and 10000. In Lab, L = 50
// is sRGB 119 by the definition of both; L = 54.29, a = 80.81, b = 69.89 is sRGB's red under D50.
BOOST_AUTO_TEST_CASE(aco_color_models) {
    check(unhex("0001 0002  0001 2a2a a8a8 e3e3 0000  0001 c000 8000 ffff 0000"),
          PaletteFormat::aco, {{227, 225, 77, 255}, {191, 127, 255, 255}});
    check(unhex("0001 0003  0002 0000 ffff ffff ffff  0002 ffff ffff 0000 8000"
                "           0002 ffff ffff ffff 0000"),
          PaletteFormat::aco, {{0, 255, 255, 255}, {128, 128, 0, 255}, {0, 0, 0, 255}});
    check(unhex("0001 0003  0008 0000 0000 0000 0000  0008 1388 0000 0000 0000"
                "           0008 2710 0000 0000 0000"),
          PaletteFormat::aco, {{255, 255, 255, 255}, {128, 128, 128, 255}, {0, 0, 0, 255}});
    check(unhex("0001 0004  0007 2710 0000 0000 0000  0007 0000 0000 0000 0000"
                "           0007 1388 0000 0000 0000  0007 1535 1f91 1b4d 0000"),
          PaletteFormat::aco, {{255, 255, 255, 255}, {0, 0, 0, 255}, {119, 119, 119, 255}, kRed});
}

BOOST_AUTO_TEST_CASE(aco_color_books_are_refused_by_name) {
    const auto failure = [](const char *space) {
        return failure_of(unhex("0001 0002  0000 0000 0000 0000 0000") + unhex(space) +
                              unhex("0000 0000 0000 0000"),
                          PaletteFormat::aco);
    };
    BOOST_TEST(failure("0003") ==
               "color 2 is of the color book Pantone, whose RGB values are not public");
    BOOST_TEST(failure("000a") ==
               "color 2 is of the color book HKS, whose RGB values are not public");
    BOOST_TEST(failure("0063") == "color 2 is in an unknown color space (99)");
}

namespace {

Bytes ase(std::string_view blocks, const Bytes &content) {
    return text("ASEF") + unhex("0001 0000") + unhex(blocks) + content;
}
Bytes ase_color(std::string_view length, std::string_view model, std::string_view values) {
    return unhex("0001") + unhex(length) + unhex("0002 0041 0000") + text(model) + unhex(values) +
           unhex("0000");
}

}  // namespace

BOOST_AUTO_TEST_CASE(ase_color_models) {
    check(ase("00000004", ase_color("00000018", "RGB ", "3f800000 3f000000 00000000") +
                              ase_color("0000001c", "CMYK", "00000000 3f800000 00000000 3f000000") +
                              // L is stored from 0 to 1; this color is the green of sRGB.
                              ase_color("00000018", "LAB ", "3f60d154 c29e8cc5 42a1fc46") +
                              ase_color("00000010", "Gray", "3f400000")),
          PaletteFormat::ase,
          {{255, 128, 0, 255}, {128, 0, 128, 255}, {0, 255, 0, 255}, {191, 191, 191, 255}});
}

BOOST_AUTO_TEST_CASE(ase_groups_and_unknown_blocks) {
    const Bytes color = ase_color("00000018", "RGB ", "3f800000 00000000 00000000");
    const Bytes first = unhex("c001 00000008 0003 0041 0062 0000");
    const Bytes second = unhex("c001 00000004 0001 0000");
    const Bytes end = unhex("c002 00000000");
    const Bytes unknown = unhex("1234 00000003 010203");
    check(ase("00000007", color + first + unknown + color + end + second + color),
          PaletteFormat::ase, {kRed, kRed, kRed}, "Ab");
    // Values outside of 0 to 1 are clamped; blocks may be longer than their known content.
    check(ase("00000001", ase_color("0000001a", "RGB ", "40000000 bf800000 80000000 0000")),
          PaletteFormat::ase, {kRed});
}

BOOST_AUTO_TEST_CASE(ase_mistakes) {
    const Bytes color = ase_color("00000018", "RGB ", "3f800000 00000000 00000000");
    const auto failure = [](const Bytes &bytes) { return failure_of(bytes, PaletteFormat::ase); };
    const std::string cut = "the file is damaged: it ends too early";
    BOOST_TEST(failure(ase("00000002", color)) == cut);
    BOOST_TEST(failure(ase("ffffffff", color)) == cut);
    BOOST_TEST(failure(ase("00000001", unhex("0001 ffffffff 0002"))) == cut);
    BOOST_TEST(failure(ase("00000001", unhex("0001 00000004 ffff 0041"))) == cut);
    BOOST_TEST(failure(ase("00000001", ase_color("00000010", "RGB ", "3f800000"))) == cut);
    BOOST_TEST(failure(ase("00000000", {})) == "holds no colors");
    BOOST_TEST(failure(ase("00000001", ase_color("00000010", "Gray", "7fc00000"))) ==
               "color 1 is not made of numbers");
    BOOST_TEST(failure(ase("00000001", ase_color("00000010", "HSB ", "00000000"))) ==
               "color 1 has an unknown color model 'HSB '");
    BOOST_TEST(failure(text("ASEF") + unhex("0002 0000 00000000")) ==
               "is Adobe Swatch Exchange in the unknown version 2");
    BOOST_TEST(failure(unhex("00000000 e0a5 0100")) ==
               "is not an Adobe Swatch Exchange file (nor are the pictures of Aseprite)");
}

BOOST_AUTO_TEST_CASE(hex_lines) {
    check(text("\xef\xbb\xbf"
               "FF0000\r\n\r\n#0000ff80\n  0000FF  "),
          PaletteFormat::hex, {kRed, {0, 0, 255, 128}, kBlue});
    // Returns what the message says up to the reason.
    const auto failure = [](const std::string &content) {
        const std::string message = failure_of(text(content), PaletteFormat::hex);
        return message.substr(0, message.find(": ", message.find(": ") + 1));
    };
    for (const char *wrong : {"ff000", "ff00000", "gg0000", "0xff00", "-f0000", "##ff0000", "#"})
        BOOST_TEST(failure(std::string("\n") + wrong + "\n") ==
                   "line 2: '" + std::string(wrong) + "' is not a color");
    BOOST_TEST(failure(std::string(100, 'f')) ==
               "line 1: '" + std::string(40, 'f') + "...' is not a color");
    BOOST_TEST(failure_of(text(" \r\n\t\n"), PaletteFormat::hex) == "holds no colors");
}

BOOST_AUTO_TEST_CASE(json) {
    check(text(R"(["#ff0000", "0000FF80"])"), PaletteFormat::json, {kRed, {0, 0, 255, 128}});
    check(text("\xef\xbb\xbf{\"author\": \"x\", \"colors\": [\"ff0000\"], \"name\": \"Slso8\"}"),
          PaletteFormat::json, {kRed}, "Slso8");
    check(text(R"({"name": 7, "colors": ["#ff0000"]})"), PaletteFormat::json, {kRed});
    const auto failure = [](const char *content) {
        return failure_of(text(content), PaletteFormat::json);
    };
    const std::string none = "holds no palette (an array of \"#rrggbb\", alone or as \"colors\")";
    BOOST_TEST(failure("{}") == none);
    BOOST_TEST(failure(R"({"colors": {"a": "#ff0000"}})") == none);
    BOOST_TEST(failure("12") == none);
    BOOST_TEST(failure("[]") == "holds no colors");
    const std::string color = "color 2 is not a text such as \"#rrggbb\"";
    BOOST_TEST(failure(R"(["#ff0000", "redd"])").find("color 2: 'redd' is not a color: ") == 0);
    BOOST_TEST(failure(R"(["#ff0000", 255])") == color);
    BOOST_TEST(failure(R"(["#ff0000", ["#ff0000"]])") == color);
    BOOST_TEST(failure(R"(["#ff0000",])") == "is not valid JSON (byte 12)");
    BOOST_TEST(failure("") == "is not valid JSON (byte 1)");
    BOOST_TEST(failure("[1e999]") == "is JSON with a number out of range");
    BOOST_TEST(failure("[\"\xff\"]").substr(0, 17) == "is not valid JSON");
}

BOOST_AUTO_TEST_CASE(png_palette_in_order) {
    const Bytes plte = chunk("PLTE", unhex("ff0000 0000ff ff0000"));
    check(indexed_png(2, plte), PaletteFormat::png, {kRed, kBlue, kRed});
    check(indexed_png(8, chunk("gAMA", unhex("0000b18f")) + plte + chunk("tRNS", unhex("ff80"))),
          PaletteFormat::png, {kRed, {0, 0, 255, 128}, kRed});
    const auto failure = [](const Bytes &bytes) { return failure_of(bytes, PaletteFormat::png); };
    const std::string damaged = "the file is damaged: ";
    BOOST_TEST(failure(indexed_png(8, {})) == damaged + "it has no palette");
    BOOST_TEST(failure(indexed_png(1, plte)) ==
               damaged + "it has more colors than its depth allows");
    BOOST_TEST(failure(indexed_png(3, plte)) == damaged + "it has an impossible depth");
    BOOST_TEST(failure(indexed_png(8, plte + plte)) == damaged + "it has two palettes");
    BOOST_TEST(failure(indexed_png(8, chunk("PLTE", unhex("ff0000 00")))) ==
               damaged + "its palette ends within a color");
    BOOST_TEST(failure(indexed_png(8, plte + chunk("tRNS", unhex("00000000")))) ==
               damaged + "it has more alphas than colors");
    BOOST_TEST(failure(indexed_png(8, chunk("PLTE", Bytes(257 * 3)))) ==
               damaged + "it has more colors than its depth allows");
    Bytes wrong_sum = indexed_png(8, plte);
    wrong_sum[45] ^= 1;
    BOOST_TEST(failure(wrong_sum) == damaged + "a checksum is wrong");
    BOOST_TEST(failure(unhex("89504e470d0a1a0a ffffffff 49484452")) ==
               damaged + "it ends too early");
}

BOOST_AUTO_TEST_SUITE_END()
