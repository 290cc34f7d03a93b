// hex_color.h: colors as rrggbb and rrggbbaa.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <quant/quant.hpp>

namespace quant::cli {

// rrggbb or rrggbbaa in either case, with or without #; nothing for any other text.
std::optional<Color> parse_hex_color(std::string_view text);

// rrggbb, or rrggbbaa for a color that is not opaque; in lower case, without #.
std::string hex_color(const Color &color);

// The same with #, as style sheets have it.
std::string web_color(const Color &color);

}  // namespace quant::cli
