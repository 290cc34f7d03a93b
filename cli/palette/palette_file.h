// Palette files: the formats that exist, and functions that read and write them.
// docs/palette-files.md says what each format keeps.
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
    std::string name;           // one line of UTF-8; empty if the file has none
};

enum class PaletteFormat { gpl, act, aco, ase, hex, json, css, png };

enum class PaletteAlpha {
    none,       // opaque colors only
    one_color,  // one color may be fully transparent
    full
};

struct PaletteFormatInfo {
    PaletteFormat format;
    const char *name;  // also its extension
    bool readable;
    PaletteAlpha alpha;  // what the writer keeps
};

std::span<const PaletteFormatInfo> palette_formats();
const PaletteFormatInfo &info_of(PaletteFormat format);

// Returns the format of an extension such as ".GPL", or nullptr.
const PaletteFormatInfo *palette_format_of_extension(std::string_view extension);

// Returns "gpl, act, ..." with all readable formats or with all formats, for messages. All formats
// can be written.
std::string palette_format_list(bool readable_only);

// Returns the format of a palette file. The content decides; for formats without a signature, the
// extension. Throws Failure if the file is empty or is not a palette.
PaletteFormat recognize_palette(std::span<const std::byte> file, std::string_view extension);

// Returns the palette in a file of this format. A PNG file must be indexed. Throws Failure.
NamedPalette parse_palette(std::span<const std::byte> file, PaletteFormat format);

// Returns the palette in a file, or in standard input for "-". For a PNG file that is not indexed,
// returns its colors in the order in which they first occur. Throws Failure and Interrupted.
NamedPalette read_palette(const std::string &name, Decoder &decoder);

// Returns the palette as the bytes of a file. Throws Failure if the format does not keep the
// transparency of the palette, or the palette does not have 1 to 256 colors.
std::vector<std::uint8_t> format_palette(const NamedPalette &palette, PaletteFormat format);

}  // namespace quant::cli
