// Tests that every damaged file gives either a palette of 1 to 256 colors or a Failure of one line.
#include <random>

#include "palette_samples.h"

using namespace quant::cli;
using namespace palette_samples;

BOOST_AUTO_TEST_SUITE(palette_hostile_tests)

namespace {

// Returns true for a palette and false for a Failure; other exceptions end the test.
bool survives(const Bytes &bytes, PaletteFormat format) {
    try {
        const NamedPalette palette = parse(bytes, format);
        BOOST_REQUIRE(!palette.colors.empty() && palette.colors.size() <= 256);
        BOOST_REQUIRE(palette.name.size() <= 800);
        BOOST_REQUIRE(palette.name.find_first_of("\r\n") == std::string::npos);
        return true;
    } catch (const Failure &failure) {
        const std::string what = failure.what();
        BOOST_REQUIRE(!what.empty() && what.size() < 250);
        BOOST_REQUIRE(what.find_first_of("\r\n") == std::string::npos);
        return false;
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(valid_files_are_valid) {
    for (const File &file : valid_files()) BOOST_TEST(survives(file.bytes, file.format));
}

BOOST_AUTO_TEST_CASE(cut_anywhere) {
    for (const File &file : valid_files()) {
        const bool is_text = file.format == PaletteFormat::gpl || file.format == PaletteFormat::hex;
        std::size_t palettes = 0;
        for (std::size_t size = 0; size < file.bytes.size(); ++size)
            palettes += survives(
                Bytes(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(size)),
                file.format);
        BOOST_TEST_CONTEXT(info_of(file.format).name) {
            // The complete lines of a text file make a palette; so do version 1 of ACO, a short
            // ACT, and PNG without its pixels. No part of the other formats is a palette.
            if (file.format == PaletteFormat::ase || file.format == PaletteFormat::json)
                BOOST_TEST(palettes <= 1u);  // the file without its last line end
            else if (is_text)
                BOOST_TEST(palettes > 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(bytes_changed_at_random) {
    std::mt19937 random(7);
    const auto below = [&random](std::size_t n) { return random() % n; };
    std::size_t failures = 0;
    for (const File &file : valid_files())
        for (int variant = 0; variant < 3000; ++variant) {
            Bytes bytes = file.bytes;
            for (std::size_t changes = 1 + below(4); changes > 0; --changes)
                bytes[below(below(2) == 0 ? std::min<std::size_t>(bytes.size(), 40)
                                          : bytes.size())] =
                    static_cast<std::uint8_t>(below(2) == 0 ? below(256) : 255 * below(2));
            if (variant % 8 == 0) bytes.resize(below(bytes.size()));
            failures += !survives(bytes, file.format);
        }
    BOOST_TEST(failures > 10'000u);
}

BOOST_AUTO_TEST_CASE(every_file_as_every_format) {
    for (const File &file : valid_files())
        for (const PaletteFormatInfo &info : palette_formats()) survives(file.bytes, info.format);
}

BOOST_AUTO_TEST_CASE(huge_counts_cost_nothing) {
    const std::string cut = "the file is damaged: it ends too early";
    BOOST_TEST(failure_of(unhex("0001 ffff 0000 0000 0000 0000 0000"), PaletteFormat::aco) == cut);
    BOOST_TEST(failure_of(unhex("0002 0001 0000 0000 0000 0000 0000 ffffffff 0041"),
                          PaletteFormat::aco) == cut);
    BOOST_TEST(failure_of(text("ASEF") + unhex("0001 0000 ffffffff"), PaletteFormat::ase) == cut);
    BOOST_TEST(failure_of(unhex("89504e470d0a1a0a ffffffff"), PaletteFormat::png) == cut);
}

BOOST_AUTO_TEST_CASE(too_many_colors) {
    std::string gpl = "GIMP Palette\n";
    std::string hex;
    for (int i = 0; i < 300; ++i) {
        gpl += "1 2 3\n";
        hex += "010203\n";
    }
    const std::string expected = "holds 300 colors; a palette has at most 256";
    BOOST_TEST(failure_of(text(gpl), PaletteFormat::gpl) == expected);
    BOOST_TEST(failure_of(text(hex), PaletteFormat::hex) == expected);
    Bytes aco = unhex("0001 012c");
    aco.resize(4 + 300 * 10);
    BOOST_TEST(failure_of(aco, PaletteFormat::aco) == expected);
}

BOOST_AUTO_TEST_CASE(deep_json) {
    for (const char *open : {"[", "{\"colors\":"}) {
        std::string json;
        while (json.size() < std::size_t{1} << 20) json += open;
        BOOST_TEST(failure_of(text(json), PaletteFormat::json).substr(0, 17) ==
                   "is not valid JSON");
    }
}

BOOST_AUTO_TEST_SUITE_END()
