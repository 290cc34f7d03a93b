// Converts colors from and to the texts rrggbb and rrggbbaa.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <quant/quant.hpp>

namespace quant::cli {

// Parses rrggbb or rrggbbaa in upper or lower case, with or without #. Returns nothing for any
// other text.
std::optional<Color> parse_hex_color(std::string_view text);

// Returns quant::hex_color() with a # before it, as in style sheets.
std::string web_color(const Color &color);

}  // namespace quant::cli
