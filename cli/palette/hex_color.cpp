// Accepts exactly 6 or 8 digits after an optional #.
#include "palette/hex_color.h"

#include <algorithm>
#include <charconv>

namespace quant::cli {

std::optional<Color> parse_hex_color(std::string_view text) {
    if (text.substr(0, 1) == "#") text.remove_prefix(1);
    if (text.size() != 6 && text.size() != 8) return {};
    // from_chars() alone would accept a minus sign.
    if (text.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return {};
    const auto value = [text](std::size_t at) {
        std::uint8_t byte = 0;
        std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
        return byte;
    };
    return Color{value(0), value(2), value(4), text.size() == 8 ? value(6) : std::uint8_t{255}};
}

std::string web_color(const Color &color) { return '#' + hex_color(color); }

}  // namespace quant::cli
