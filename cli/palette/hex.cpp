// Colors as text: .hex has one rrggbb or rrggbbaa per line, as in files of Lospec and others, and
// is read with colors in any notation; .css has custom properties for a style sheet, and is only
// written.
#include "base/failure.h"
#include "base/text.h"
#include "palette/codecs.h"
#include "palette/color_text.h"

namespace quant::cli {

bool looks_like_hex(std::string_view text) {
    text = trim(text);
    try {
        parse_color(take_line(text));
        return true;
    } catch (const Failure &) {
        return false;
    }
}

NamedPalette read_hex(std::string_view text) {
    NamedPalette palette;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (line.empty()) continue;
        try {
            palette.colors.push_back(parse_color(line));
        } catch (const Failure &failure) {
            throw Failure("line " + std::to_string(number) + ": " + failure.what());
        }
    }
    return palette;
}

FileBytes write_hex(const NamedPalette &palette) {
    std::string text;
    for (const Color &color : palette.colors) text += hex_color(color) + "\n";
    return bytes_of(text);
}

FileBytes write_css(const NamedPalette &palette) {
    std::string text = ":root {\n";
    std::size_t number = 0;
    for (const Color &color : palette.colors)
        text += "  --color-" + std::to_string(++number) + ": " + web_color(color) + ";\n";
    return bytes_of(text + "}\n");
}

}  // namespace quant::cli
