// Tests how the format of a file is recognized: by its content, then by its name.
#include <set>

#include "palette_samples.h"

using namespace quant::cli;
using namespace palette_samples;

BOOST_AUTO_TEST_SUITE(palette_recognition_tests)

namespace {

std::string format_of(const Bytes &bytes, std::string_view extension) {
    try {
        return info_of(recognize_palette(view(bytes), extension)).name;
    } catch (const Failure &failure) {
        return failure.what();
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_table) {
    std::set<std::string> names;
    for (const PaletteFormatInfo &info : palette_formats()) {
        BOOST_TEST(names.insert(info.name).second);
        BOOST_TEST(&info_of(info.format) == &info);
        BOOST_TEST(palette_format_of_extension(std::string(".") + info.name) == &info);
    }
    BOOST_TEST(palette_format_of_extension(".GpL") == &info_of(PaletteFormat::gpl));
    for (const char *unknown : {"", ".", "gpl", ".gp", ".gpll", ".pal"})
        BOOST_TEST(!palette_format_of_extension(unknown));
    BOOST_TEST(palette_format_list(false) == "gpl, act, aco, ase, hex, json, css, png");
    BOOST_TEST(palette_format_list(true) == "gpl, act, aco, ase, hex, json, png");
}

BOOST_AUTO_TEST_CASE(without_a_name_the_content_decides) {
    for (const File &file : valid_files())
        BOOST_TEST(format_of(file.bytes, "") == info_of(file.format).name);
    BOOST_TEST(format_of(text("\xef\xbb\xbf\r\n\r\n#ff0000\r\n"), ".txt") == "hex");
    BOOST_TEST(format_of(text("\xef\xbb\xbf [\"#ff0000\"]"), "") == "json");
    BOOST_TEST(format_of(unhex("0002 0001 0000 ffff 0000 0000 0000 00000001 0000"), "") == "aco");
}

BOOST_AUTO_TEST_CASE(a_signature_is_stronger_than_the_name) {
    for (const File &file : valid_files()) {
        const bool has_signature = file.format == PaletteFormat::png ||
                                   file.format == PaletteFormat::ase ||
                                   file.format == PaletteFormat::gpl;
        for (const char *extension : {".act", ".hex", ".css"})
            BOOST_TEST(
                (format_of(file.bytes, extension) == info_of(file.format).name) ==
                (has_signature || extension == std::string(".") + info_of(file.format).name));
    }
}

BOOST_AUTO_TEST_CASE(the_name_is_stronger_than_a_guess) {
    Bytes table = text("[\"#ff0000\"]");
    table.resize(768);
    BOOST_TEST(format_of(table, ".act") == "act");
    BOOST_TEST(format_of(table, "") == "json");
    table = unhex("0001 0004");
    table.resize(768);
    BOOST_TEST(format_of(table, "") == "act");
    BOOST_TEST(format_of(table, ".aco") == "aco");
}

BOOST_AUTO_TEST_CASE(what_is_no_palette) {
    const std::string unknown =
        "is not a palette in a known format (gpl, act, aco, ase, hex, json, png)";
    BOOST_TEST(format_of({}, ".gpl") == "the file is empty");
    BOOST_TEST(format_of(text("hello\n"), ".txt") == unknown);
    BOOST_TEST(format_of(text("\n \n"), "") == unknown);
    BOOST_TEST(format_of(text("hello\n"), ".png") == unknown);
    BOOST_TEST(format_of(text("JASC-PAL\n0100\n1\n1 2 3\n"), ".pal") == unknown);
    BOOST_TEST(format_of(unhex("0001"), "") == unknown);
    BOOST_TEST(format_of(text("\xef\xbb\xbf"
                              "ASEF"),
                         "") == unknown);
    BOOST_TEST(format_of(unhex("ffd8ffe000104a464946"), ".jpg") ==
               "is a jpeg picture; palettes are read from png only");
    BOOST_TEST(failure_of(text(":root {}"), PaletteFormat::css) ==
               "palettes are written as css, not read");
}

BOOST_AUTO_TEST_SUITE_END()
