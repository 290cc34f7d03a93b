// Decodes UTF-8 and UTF-16 without errors: whatever is invalid becomes U+FFFD.
#include "base/text.h"

#include <algorithm>

namespace quant::cli {
namespace {

constexpr char32_t kReplacement = 0xfffd;

bool is_surrogate(char32_t c) { return c >= 0xd800 && c < 0xe000; }

// Takes the first character off the text, which must not be empty. Returns U+FFFD for a byte that
// begins no valid character.
char32_t take_character(std::string_view &text) {
    const auto first = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || text.size() < more) return kReplacement;
    char32_t c = first & (0x3fU >> more);
    for (std::size_t i = 0; i < more; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80) return kReplacement;
        c = c << 6 | (byte & 0x3fU);
    }
    const bool overlong = c < (more == 3 ? 0x10000U : more == 2 ? 0x800U : 0x80U);
    if (overlong || c > 0x10ffff || is_surrogate(c)) return kReplacement;
    text.remove_prefix(more);
    return c;
}

void append(std::string &text, char32_t c) {
    const auto tail = [&text, c](unsigned shift) {
        text += static_cast<char>(0x80 | (c >> shift & 0x3fU));
    };
    if (c < 0x80) {
        text += static_cast<char>(c);
        return;
    }
    if (c < 0x800) {
        text += static_cast<char>(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        text += static_cast<char>(0xe0 | c >> 12);
        tail(6);
    } else {
        text += static_cast<char>(0xf0 | c >> 18);
        tail(12);
        tail(6);
    }
    tail(0);
}

// U+2028 and U+2029 are line ends too.
bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

std::string clean(std::string_view text, std::size_t most) {
    std::string result;
    for (std::size_t count = 0; !text.empty() && count < most;) {
        const char32_t c = take_character(text);
        if (is_control(c)) continue;
        append(result, c);
        ++count;
    }
    return result;
}

}  // namespace

std::string_view chars_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

std::string_view text_of(std::span<const std::byte> file) {
    std::string_view text = chars_of(file);
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
    return text;
}

std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string_view take_line(std::string_view &text) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    text.remove_prefix(text.substr(0, 2) == "\r\n" ? 2 : text.empty() ? 0 : 1);
    return trim(line);
}

std::string clean_name(std::string_view text) { return clean(trim(text), 200); }

std::string name_from_utf16(std::span<const std::byte> units) {
    const auto unit_at = [units](std::size_t i) -> char32_t {
        if (i + 1 >= units.size()) return 0;
        return std::to_integer<char32_t>(units[i]) << 8 | std::to_integer<char32_t>(units[i + 1]);
    };
    std::string text;
    for (std::size_t i = 0; unit_at(i) != 0; i += 2) {
        const char32_t unit = unit_at(i);
        const char32_t next = unit_at(i + 2);
        if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            append(text, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            i += 2;
        } else {
            append(text, is_surrogate(unit) ? kReplacement : unit);
        }
    }
    return clean_name(text);
}

std::u16string utf16_of(std::string_view name) {
    std::u16string units;
    while (!name.empty()) {
        const char32_t c = take_character(name);
        if (c >= 0x10000) {
            units += static_cast<char16_t>(0xd800 + ((c - 0x10000) >> 10));
            units += static_cast<char16_t>(0xdc00 + ((c - 0x10000) & 0x3ffU));
        } else {
            units += static_cast<char16_t>(c);
        }
    }
    return units;
}

std::string escaped(std::string_view text, std::string_view prefix,
                    bool (*is_kept)(unsigned char byte)) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_kept(byte))
            result += c;
        else
            (result.append(prefix) += digits[byte >> 4]) += digits[byte & 0xf];
    }
    return result;
}

std::string quoted(std::string_view text) {
    const std::string begin = clean(text, 40);
    return "'" + begin + (clean(text, 41).size() > begin.size() ? "...'" : "'");
}

}  // namespace quant::cli
