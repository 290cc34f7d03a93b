// Chooses decimals, units and prefixes by the size of each number, and escapes texts byte by byte.
#include "report/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace quant::cli::report {
namespace {

int exponent_of(double value) {
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(value))));
}

// Divides `value` by `base` until it is below `base`, at most `most` times. Returns how many times.
int reduce(double &value, double base, int most) {
    int power = 0;
    while (std::fabs(value) >= base && power < most) {
        value /= base;
        ++power;
    }
    return power;
}

std::string with_unit(double seconds, int digits) {
    if (!std::isfinite(seconds)) return std::string(kNoValue);
    static constexpr std::pair<double, const char *> units[] = {
        {1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}};
    // The limit lies slightly below the unit, so that 0.99999999 s becomes 1 s and not 1000 ms.
    for (const auto &[size, name] : units)
        if (std::fabs(seconds) >= size * (1 - 1e-4))
            return significant(seconds / size, digits) + name;
    return seconds == 0 ? "0 s" : significant(seconds / 1e-9, digits) + " ns";
}

std::string with_prefix(double per_second, int digits) {
    if (!std::isfinite(per_second)) return std::string(kNoValue);
    static constexpr const char *units[] = {" ", " k", " M", " G", " T", " P"};
    const int power = reduce(per_second, 1000, 5);
    return significant(per_second, digits) + units[power];
}

std::string superscript(int number) {
    static constexpr const char *digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (const char c : std::to_string(number)) text += c == '-' ? "⁻" : digits[c - '0'];
    return text;
}

}  // namespace

std::string fixed(double value, int decimals) {
    if (!std::isfinite(value)) return std::string(kNoValue);
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    const bool is_zero =
        std::string_view(text.data()).find_first_not_of("-0.") == std::string::npos;
    return is_zero && text[0] == '-' ? text.data() + 1 : text.data();
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return std::string(kNoValue);
    const std::string text = fixed(value, std::max(0, digits - 1 - exponent_of(value)));
    // Rounding may have added a digit: 9.996 becomes 10.00, and must have one decimal fewer.
    const int decimals = std::max(0, digits - 1 - exponent_of(std::strtod(text.c_str(), nullptr)));
    return fixed(value, decimals);
}

std::string whole_text(double value) {
    std::string text = fixed(value, 0);
    if (!std::isfinite(value)) return text;
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = text.size(); at > sign + 3;) text.insert(at -= 3, ",");
    return text;
}

std::string scientific(double value) {
    if (!std::isfinite(value)) return std::string(kNoValue);
    if (std::fabs(value) < 1e5) return whole_text(value);
    int exponent = exponent_of(value);
    double mantissa = value / std::pow(10.0, exponent);
    if (std::fabs(mantissa) >= 9.95) {
        mantissa /= 10;
        ++exponent;
    }
    return fixed(mantissa, 1) + " × 10" + superscript(exponent);
}

std::string percent(double share) {
    if (!std::isfinite(share)) return std::string(kNoValue);
    const double value = 100 * share;
    return fixed(value, std::fabs(value) < 9.95 ? 1 : 0) + " %";
}

std::string seconds_text(double seconds) { return with_unit(seconds, 3); }

std::string seconds_tick(double seconds) { return with_unit(seconds, 1); }

std::string quota_text(double processors) {
    if (processors == std::floor(processors))
        return count_text(static_cast<std::size_t>(processors), "processor");
    return significant(processors, 2) + " processors";
}

std::string bytes_text(double bytes) {
    if (!std::isfinite(bytes)) return std::string(kNoValue);
    static constexpr const char *units[] = {" B", " KiB", " MiB", " GiB", " TiB"};
    const int power = reduce(bytes, 1024, 4);
    return (bytes == std::floor(bytes) ? fixed(bytes, 0) : significant(bytes)) + units[power];
}

std::string rate_text(double per_second) { return with_prefix(per_second, 3); }

std::string rate_tick(double per_second) { return with_prefix(per_second, 1); }

std::string serial_text(double fraction) {
    if (!std::isfinite(fraction)) return std::string(kNoValue);
    const double size = std::fabs(fraction);
    return size >= 0.0995 || size < 0.0005 ? fixed(fraction, 2) : significant(fraction, 2);
}

std::string list_text(const std::vector<std::string> &items) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
        text += items[i];
    }
    return text;
}

std::string list_text(const std::vector<unsigned> &items) {
    std::vector<std::string> texts;
    texts.reserve(items.size());
    for (const unsigned item : items) texts.push_back(std::to_string(item));
    return list_text(texts);
}

std::string count_text(std::size_t count, const char *noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string escape(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '"': result += "&quot;"; break;
            case '\'': result += "&#39;"; break;
            default:
                if (byte >= 0x20 && byte != 0x7f)
                    result += c;
                else
                    result += c == '\n' || c == '\t' ? " " : "\xef\xbf\xbd";
        }
    }
    return result;
}

std::string escape_markdown(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) result += '\\';
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result;
}

}  // namespace quant::cli::report
