// palette_file.h: palettes as files: which formats there are, reading and writing them.
// docs/palette-files.md says what each of them keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli {

class Decoder;

struct NamedPalette {
    std::vector<Color> colors;  // 1 to 256 in a file
    std::string name;           // one line of UTF-8; empty where the file has none
};

enum class PaletteFormat { gpl, act, aco, ase, hex, json, css, png };

enum class PaletteAlpha {
    none,       // opaque colors only
    one_color,  // one color may be fully transparent
    full
};

struct PaletteFormatInfo {
    PaletteFormat format;
    const char *name;  // its extension too
    bool readable;
    PaletteAlpha alpha;  // what the writer keeps
};

std::span<const PaletteFormatInfo> palette_formats();
const PaletteFormatInfo &info_of(PaletteFormat format);

// The format that an extension such as ".GPL" stands for, or nullptr.
const PaletteFormatInfo *palette_format_of_extension(std::string_view extension);

// "gpl, act, ..." of all readable or all formats, for messages; all of them can be written.
std::string palette_format_list(bool readable_only);

// Content first; the extension decides where formats have no signature. Throws Failure for an
// empty file and for one that is no palette.
PaletteFormat recognize_palette(std::span<const std::byte> file, std::string_view extension);

// Throws Failure. Of a PNG file this is the palette of an indexed one.
NamedPalette parse_palette(std::span<const std::byte> file, PaletteFormat format);

// The palette in a file; "-" is standard input. A PNG file that is not indexed gives its colors in
// the order in which they first occur. Throws Failure and Interrupted.
NamedPalette read_palette(const std::string &name, Decoder &decoder);

// The bytes of a file. Throws Failure for transparency that the format does not keep.
std::vector<std::uint8_t> format_palette(const NamedPalette &palette, PaletteFormat format);

}  // namespace quant::cli
