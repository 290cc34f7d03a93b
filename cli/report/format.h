// Writes numbers for people, and escapes texts for HTML, SVG and Markdown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::report {

// The dash that stands for NaN and infinity in all texts.
inline constexpr std::string_view kNoValue = "\u2013";

std::string fixed(double value, int decimals);
// Writes `digits` significant digits, but all digits before the decimal point, and never a power of
// ten: 0.0123, 1.23, 123000.
std::string significant(double value, int digits = 3);
// Writes no decimals, and groups of three digits: 1,048,576.
std::string whole_text(double value);
// Writes 1.5 × 10⁹; below 100,000 the same as whole_text().
std::string scientific(double value);
std::string percent(double share);  // 12 % for 0.123; one decimal below 10 %
// Writes three digits and the unit that leaves a number from 1 to 1000: 12.3 ms.
std::string seconds_text(double seconds);
// Same as seconds_text(), but with one digit, for the numbers of an axis: 50 ms.
std::string seconds_tick(double seconds);
std::string quota_text(double processors);  // 1.5 processors
std::string bytes_text(double bytes);       // 32 KiB
std::string rate_text(double per_second);   // 12.3 G; the caller appends the unit
std::string rate_tick(double per_second);   // 10 G
std::string serial_text(double fraction);   // two decimals or two digits: 0.10, 0.012
std::string list_text(const std::vector<std::string> &items);  // a, b and c
std::string list_text(const std::vector<unsigned> &items);
std::string count_text(std::size_t count, const char *noun);  // 1 thread, 2 threads

// Escapes UTF-8 text for the text and the attribute values of HTML and SVG. Newlines and tabs
// become spaces; other control characters, which XML forbids, become U+FFFD.
std::string escape(std::string_view text);
// Escapes text for Markdown, also within a table.
std::string escape_markdown(std::string_view text);

}  // namespace quant::cli::report
