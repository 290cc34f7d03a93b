// Follows CSS Color Module Level 4, but refuses values out of range, which CSS would clamp: they
// are more likely a mistake.
#include "palette/color_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "base/failure.h"
#include "base/text.h"
#include "palette/css_names.h"

namespace quant::cli {
namespace {

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

Color color_of_digits(std::string_view digits) {
    const bool is_short = digits.size() < 6;
    std::array<std::uint8_t, 4> v{0, 0, 0, 255};
    for (std::size_t i = 0; i < digits.size() / (is_short ? 1 : 2); ++i) {
        const char *at = digits.data() + (is_short ? i : 2 * i);
        std::from_chars(at, at + (is_short ? 1 : 2), v.at(i), 16);
        if (is_short) v.at(i) = static_cast<std::uint8_t>(v.at(i) * 17);
    }
    return {v[0], v[1], v[2], v[3]};
}

// Parses a number from 0 to `most` or a percentage of it.
std::optional<double> fraction(std::string_view text, double most) {
    const bool is_percentage = !text.empty() && text.back() == '%';
    if (is_percentage) {
        text.remove_suffix(1);
        most = 100;
    }
    double value = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || !(value >= 0 && value <= most)) return {};
    return value / most;
}

std::vector<std::string_view> parts_between(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        const std::string_view part = trim(text.substr(0, end));
        if (separator != ' ' || !part.empty()) parts.push_back(part);
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

// Returns the channels in "r, g, b", "r, g, b, a", "r g b" or "r g b / a".
std::vector<std::string_view> channels_in(std::string_view text) {
    if (text.find(',') != std::string_view::npos) return parts_between(text, ',');
    const auto halves = parts_between(text, '/');
    auto channels = parts_between(halves.front(), ' ');
    if (halves.size() > 1 && channels.size() != 3) return {};
    channels.insert(channels.end(), halves.begin() + 1, halves.end());
    return channels;
}

// Parses what stands between the parentheses of rgb() and rgba().
Color color_of_channels(std::string_view text) {
    static constexpr const char *kNames[] = {"red", "green", "blue", "alpha"};
    const auto channels = channels_in(text);
    if (channels.size() != 3 && channels.size() != 4)
        throw Failure("rgb() has red, green, blue and perhaps alpha");
    std::array<std::uint8_t, 4> v{0, 0, 0, 255};
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const auto part = fraction(channels[i], i < 3 ? 255 : 1);
        if (!part)
            throw Failure(std::string(kNames[i]) + " is not " + (i < 3 ? "0 to 255" : "0 to 1") +
                          " or 0% to 100%");
        v.at(i) = static_cast<std::uint8_t>(std::lround(*part * 255));
    }
    return {v[0], v[1], v[2], v[3]};
}

Color color_in(std::string_view text) {
    const bool has_sign = text.substr(0, 1) == "#";
    const std::string_view digits = text.substr(has_sign ? 1 : 0);
    const std::size_t size = digits.size();
    if (is_hex(digits) && (size == 6 || size == 8 || (has_sign && (size == 3 || size == 4))))
        return color_of_digits(digits);
    if (has_sign || is_hex(digits))
        throw Failure("hexadecimal digits are 6 or 8, or after # also 3 or 4");

    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const std::string_view begin : {"rgb(", "rgba("})
        if (lower.substr(0, begin.size()) == begin && lower.back() == ')')
            return color_of_channels(
                std::string_view(lower).substr(begin.size(), lower.size() - begin.size() - 1));
    if (const auto color = css_color(lower)) return *color;
    throw Failure("CSS has no color of this name");
}

}  // namespace

Color parse_color(std::string_view text) {
    try {
        return color_in(text);
    } catch (const Failure &failure) {
        throw Failure(quoted(text) + " is not a color: " + failure.what() +
                      "; write #rgb, #rrggbb or rgb(r, g, b), each perhaps with alpha, or a CSS "
                      "name such as orange");
    }
}

std::string web_color(const Color &color) { return '#' + hex_color(color); }

}  // namespace quant::cli
