// format.h: numbers as people read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::report {

// NaN is a dash everywhere.
inline constexpr std::string_view no_value = "\u2013";

std::string fixed(double value, int decimals);
// So many significant digits, never as a power of ten: 0.0123, 1.23, 123000.
std::string significant(double value, int digits = 3);
// Without decimals, in groups of three: 1,048,576.
std::string whole_text(double value);
// 1.5 × 10⁹; below 100,000 as whole number.
std::string scientific(double value);
std::string percent(double share);  // 0.123: 12 %; below 10 % with a decimal
// With the unit that leaves 1 to 1000: 12.3 ms.
std::string seconds_text(double seconds);
// The same for the numbers of an axis: 50 ms.
std::string seconds_tick(double seconds);
std::string quota_text(double processors);  // 1.5 processors
std::string bytes_text(double bytes);       // 32 KiB
std::string rate_text(double per_second);   // 12.3 G: the unit follows
std::string rate_tick(double per_second);   // 10 G
std::string serial_text(double fraction);   // two decimals or two digits: 0.10, 0.012
std::string list_text(const std::vector<std::string> &items);  // a, b and c
std::string list_text(const std::vector<unsigned> &items);
std::string count_text(std::size_t count, const char *noun);  // 1 thread, 2 threads

// For text and attribute values of HTML and SVG. The text is UTF-8; control characters, which XML
// forbids, become U+FFFD.
std::string escape(std::string_view text);
// For the text of Markdown, also within a table.
std::string escape_markdown(std::string_view text);

}  // namespace quant::cli::report
