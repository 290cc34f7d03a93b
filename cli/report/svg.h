// Writes the SVG elements that plots consist of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quant::cli::report::svg {

enum class Anchor { start, middle, end };

// These functions write attributes without escaping, since all are numbers or class names; text()
// escapes its content.
std::string number(double value);
std::string line(double x1, double y1, double x2, double y2, std::string_view classes);
std::string rectangle(double x, double y, double width, double height, std::string_view classes);
std::string text(double x, double y, std::string_view content, std::string_view classes,
                 Anchor anchor = Anchor::start);
// Writes a marker. There are six styles, each with a shape and a color; larger numbers repeat them.
// The tip appears under the mouse.
std::string marker(std::size_t style, double x, double y, bool hollow, std::string_view tip = "");
std::string style_class(std::size_t style);

}  // namespace quant::cli::report::svg
