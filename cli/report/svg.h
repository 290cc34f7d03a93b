// svg.h: the shapes that plots are made of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quant::cli::report::svg {

enum class Anchor { start, middle, end };

// Attribute values are numbers and class names, which need no escaping; text does and is escaped.
std::string number(double value);
std::string line(double x1, double y1, double x2, double y2, std::string_view classes);
std::string rectangle(double x, double y, double width, double height, std::string_view classes);
std::string text(double x, double y, std::string_view content, std::string_view classes,
                 Anchor anchor = Anchor::start);
// Six shapes and six colors; beyond that they repeat. A tip shows under the mouse.
std::string marker(std::size_t style, double x, double y, bool hollow, std::string_view tip = "");
std::string style_class(std::size_t style);

}  // namespace quant::cli::report::svg
