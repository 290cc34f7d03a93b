// text.h: lines and names in palette files, whose bytes may be anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quant::cli {

std::string_view chars_of(std::span<const std::byte> bytes);

// The same without a UTF-8 byte order mark.
std::string_view text_of(std::span<const std::byte> file);

std::vector<std::uint8_t> bytes_of(std::string_view text);

// Without blanks, tabs and line ends on both sides.
std::string_view trim(std::string_view text);

// Takes the first line off the text and trims it. Lines end in LF, CR LF or CR.
std::string_view take_line(std::string_view &text);

// Valid UTF-8 in one line of at most 200 characters: control characters are left out, what is not
// UTF-8 becomes U+FFFD.
std::string clean_name(std::string_view text);

// A clean name from UTF-16, and the other way; big-endian, up to a NUL if there is one.
std::string name_from_utf16(std::span<const std::byte> units);
std::u16string utf16_of(std::string_view name);

// The beginning of a line in quotes, for messages.
std::string quoted(std::string_view text);

}  // namespace quant::cli
