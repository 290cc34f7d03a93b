// Converts colors from and to text.
#pragma once

#include <string>
#include <string_view>

#include <quant/quant.hpp>

namespace quant::cli {

// Parses a color as a user may write it: rrggbb or rrggbbaa, with or without #; #rgb or #rgba;
// rgb() or rgba() as in CSS; or a name of CSS. Throws Failure that says what is wrong and what is
// accepted.
Color parse_color(std::string_view text);

// Returns quant::hex_color() with a # before it, as in style sheets.
std::string web_color(const Color &color);

}  // namespace quant::cli
