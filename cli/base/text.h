// Texts that may contain any bytes: names of files, and lines and names in palette files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quant::cli {

std::string_view chars_of(std::span<const std::byte> bytes);

// Returns the bytes as text, without a UTF-8 byte order mark.
std::string_view text_of(std::span<const std::byte> file);

std::vector<std::uint8_t> bytes_of(std::string_view text);

// Returns the text without the blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

// Takes the first line off the text and returns it trimmed. Lines end in LF, CR LF or CR.
std::string_view take_line(std::string_view &text);

// Returns valid UTF-8 in one line of at most 200 characters: trims the text, drops control
// characters, and replaces bytes that are not UTF-8 by U+FFFD.
std::string clean_name(std::string_view text);

// Returns a clean name from big-endian UTF-16, up to a NUL if there is one.
std::string name_from_utf16(std::span<const std::byte> units);

// Returns the UTF-16 units of a name in UTF-8, without a NUL.
std::u16string utf16_of(std::string_view name);

// Returns the text with the bytes that are not to be kept as `prefix` and two hexadecimal digits.
std::string escaped(std::string_view text, std::string_view prefix,
                    bool (*is_kept)(unsigned char byte));

// Returns the first 40 characters of a text in quotes, for messages.
std::string quoted(std::string_view text);

}  // namespace quant::cli
