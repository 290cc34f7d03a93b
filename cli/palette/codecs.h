// The readers and writers of all palette formats. Readers throw Failure. palette_file.cpp checks
// the number of colors and the transparency for all of them.
#pragma once

#include <optional>

#include "io/protocol.h"
#include "palette/palette_file.h"

namespace quant::cli {

using FileBytes = std::vector<std::uint8_t>;

// Returns the name of the palette, or "Untitled", for formats that require a name.
inline std::string name_or_untitled(const NamedPalette &palette) {
    return palette.name.empty() ? "Untitled" : palette.name;
}

// `text` must not begin with a byte order mark, here and below.
bool is_gpl(std::string_view text);
NamedPalette read_gpl(std::string_view text);
FileBytes write_gpl(const NamedPalette &palette);

bool has_act_size(std::size_t bytes);
NamedPalette read_act(std::span<const std::byte> file);
FileBytes write_act(const NamedPalette &palette);

bool looks_like_aco(std::span<const std::byte> file);
NamedPalette read_aco(std::span<const std::byte> file);
FileBytes write_aco(const NamedPalette &palette);

bool is_ase(std::span<const std::byte> file);
NamedPalette read_ase(std::span<const std::byte> file);
FileBytes write_ase(const NamedPalette &palette);

bool looks_like_hex(std::string_view text);
NamedPalette read_hex(std::string_view text);
FileBytes write_hex(const NamedPalette &palette);

bool looks_like_json(std::string_view text);
NamedPalette read_json(std::string_view text);
FileBytes write_json(const NamedPalette &palette);

FileBytes write_css(const NamedPalette &palette);

bool is_png(std::span<const std::byte> file);
// Returns nothing if the PNG file is not indexed.
std::optional<NamedPalette> read_png_palette(std::span<const std::byte> file);
FileBytes write_png_swatches(const NamedPalette &palette);

// Returns the colors of a decoded picture in the order in which they first occur, row by row. Fully
// transparent pixels have one color, and 16 bits are rounded to 8. Throws Failure if there are more
// than 256 colors, and Interrupted.
std::vector<Color> colors_of_picture(const Layout &layout, std::span<const std::byte> pixels);

}  // namespace quant::cli
