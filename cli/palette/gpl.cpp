// The palette format of GIMP, Inkscape, Krita and others:
//
//     GIMP Palette
//     Name: Warm
//     Columns: 16
//     #
//     255 127   0 Orange
//
// Names of colors are not kept. Aseprite writes "Channels: RGBA" and a fourth number per color.
#include <charconv>
#include <cstdio>

#include "base/failure.h"
#include "base/text.h"
#include "palette/codecs.h"
#include "palette/color_text.h"

namespace quant::cli {
namespace {

constexpr std::string_view kGplSignature = "GIMP Palette";

std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
    if (line.substr(0, key.size()) != key) return {};
    return trim(line.substr(key.size()));
}

// Takes a number from 0 to 255 and the blanks before it off the line; returns nothing if there is
// none.
std::optional<std::uint8_t> take_number(std::string_view &line) {
    line = trim(line);
    std::uint8_t value = 0;
    const char *end = line.data() + line.size();
    const auto [stop, error] = std::from_chars(line.data(), end, value);
    if (error != std::errc() || (stop != end && *stop != ' ' && *stop != '\t')) return {};
    line.remove_prefix(static_cast<std::size_t>(stop - line.data()));
    return value;
}

Color read_gpl_color(std::string_view line, bool has_alpha, std::size_t number) {
    std::string_view rest = line;
    const auto r = take_number(rest);
    const auto g = r ? take_number(rest) : r;
    const auto b = g ? take_number(rest) : g;
    const auto a = b && has_alpha ? take_number(rest) : b;
    if (!a)
        throw Failure("line " + std::to_string(number) + ": " + quoted(line) +
                      " is not a color (red, green and blue, each 0 to 255)");
    return {*r, *g, *b, has_alpha ? *a : std::uint8_t{255}};
}

}  // namespace

bool is_gpl(std::string_view text) { return take_line(text) == kGplSignature; }

NamedPalette read_gpl(std::string_view text) {
    if (take_line(text) != kGplSignature)
        throw Failure("is not a GIMP palette (its first line is not \"GIMP Palette\")");
    NamedPalette palette;
    bool has_alpha = false;
    for (std::size_t number = 2; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (line.empty() || line.front() == '#') continue;
        if (const auto name = value_of(line, "Name:")) {
            palette.name = clean_name(*name);
        } else if (const auto channels = value_of(line, "Channels:")) {
            has_alpha = *channels == "RGBA";
        } else if (!value_of(line, "Columns:")) {
            palette.colors.push_back(read_gpl_color(line, has_alpha, number));
        }
    }
    return palette;
}

FileBytes write_gpl(const NamedPalette &palette) {
    std::string text =
        std::string(kGplSignature) + "\nName: " + name_or_untitled(palette) + "\nColumns: 16\n#\n";
    for (const Color &color : palette.colors) {
        char line[32];
        std::snprintf(line, sizeof line, "%3d %3d %3d\t", color.r, color.g, color.b);
        text += line + web_color(color) + "\n";
    }
    return bytes_of(text);
}

}  // namespace quant::cli
