// The names of colors in CSS.
#pragma once

#include <optional>
#include <string_view>

#include <quant/quant.hpp>

namespace quant::cli {

// Returns the color that has this name, in lower case, in CSS Color Module Level 4.
std::optional<Color> css_color(std::string_view name);

}  // namespace quant::cli
