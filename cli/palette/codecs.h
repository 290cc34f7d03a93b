// codecs.h: the reader and the writer of each palette format. palette_file.cpp checks the number
// of colors and transparency for all of them; readers throw Failure.
#pragma once

#include <optional>

#include "io/protocol.h"
#include "palette/palette_file.h"

namespace quant::cli {

using FileBytes = std::vector<std::uint8_t>;

// For formats that cannot do without a name.
inline std::string name_or_untitled(const NamedPalette &palette) {
    return palette.name.empty() ? "Untitled" : palette.name;
}

// Text is without byte order mark.
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
// Nothing if it is not an indexed PNG.
std::optional<NamedPalette> read_png_palette(std::span<const std::byte> file);
FileBytes write_png_swatches(const NamedPalette &palette);

// The colors of a decoded picture in the order in which they first occur, row by row. Fully
// transparent pixels are one color; 16 bits are rounded to 8. Throws Failure past 256.
std::vector<Color> colors_of_picture(const Layout &layout, std::span<const std::byte> pixels);

}  // namespace quant::cli
