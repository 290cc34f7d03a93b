// Writes SVG elements whose colors and widths come from CSS classes (plot_style()).
#include "report/svg.h"

#include <array>

#include "report/format.h"

namespace quant::cli::report::svg {
namespace {

constexpr std::size_t kStyles = 6;

std::string path(const std::string &data, bool hollow) {
    return "<path d=\"" + data + "\" class=\"" + (hollow ? "hollow" : "solid") + "\"/>";
}

std::string polygon(double x, double y, std::initializer_list<std::array<double, 2>> corners,
                    bool hollow) {
    std::string data;
    for (const auto &corner : corners)
        data += (data.empty() ? "M" : "L") + number(x + corner[0]) + " " + number(y + corner[1]);
    return path(data + "Z", hollow);
}

std::string shape(std::size_t style, double x, double y, bool hollow) {
    switch (style % kStyles) {
        case 0:
            return "<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"3.4\" class=\"" +
                   (hollow ? "hollow" : "solid") + "\"/>";
        case 1: return polygon(x, y, {{-3, -3}, {3, -3}, {3, 3}, {-3, 3}}, hollow);
        case 2: return polygon(x, y, {{0, -4}, {3.8, 3}, {-3.8, 3}}, hollow);
        case 3: return polygon(x, y, {{0, -4.3}, {4.3, 0}, {0, 4.3}, {-4.3, 0}}, hollow);
        case 4: return polygon(x, y, {{0, 4}, {3.8, -3}, {-3.8, -3}}, hollow);
        default: break;
    }
    return polygon(x, y,
                   {{-4, -1.3},
                    {-1.3, -1.3},
                    {-1.3, -4},
                    {1.3, -4},
                    {1.3, -1.3},
                    {4, -1.3},
                    {4, 1.3},
                    {1.3, 1.3},
                    {1.3, 4},
                    {-1.3, 4},
                    {-1.3, 1.3},
                    {-4, 1.3}},
                   hollow);
}

}  // namespace

std::string number(double value) {
    std::string result = fixed(value, 1);
    if (result.ends_with(".0")) result.resize(result.size() - 2);
    return result;
}

std::string line(double x1, double y1, double x2, double y2, std::string_view classes) {
    return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
           "\" y2=\"" + number(y2) + "\" class=\"" + std::string(classes) + "\"/>";
}

std::string rectangle(double x, double y, double width, double height, std::string_view classes) {
    return "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) +
           "\" height=\"" + number(height) + "\" class=\"" + std::string(classes) + "\"/>";
}

std::string text(double x, double y, std::string_view content, std::string_view classes,
                 Anchor anchor) {
    static constexpr const char *names[] = {"start", "middle", "end"};
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" class=\"" + std::string(classes) +
           "\" text-anchor=\"" + names[static_cast<int>(anchor)] + "\">" + escape(content) +
           "</text>";
}

std::string style_class(std::size_t style) { return "s" + std::to_string(style % kStyles); }

std::string marker(std::size_t style, double x, double y, bool hollow, std::string_view tip) {
    std::string result = "<g class=\"" + style_class(style) + "\">";
    if (!tip.empty()) result += "<title>" + escape(tip) + "</title>";
    return result + shape(style, x, y, hollow) + "</g>";
}

}  // namespace quant::cli::report::svg
