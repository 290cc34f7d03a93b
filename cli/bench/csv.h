// csv.h: lines of comma-separated values as of RFC 4180, but that lines end with \n.
#ifndef QUANT_CLI_BENCH_CSV_H
#define QUANT_CLI_BENCH_CSV_H

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace quant::cli::bench {

// The shortest text that reads back as the same number; "nan" for what there is not.
template <typename T>
std::string number_text(T value) {
    if constexpr (std::is_floating_point_v<T>)
        if (std::isnan(value)) return "nan";
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

// False unless the whole text is a number that T holds.
template <typename T>
bool read_number(std::string_view text, T &value) {
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end;
}

// In quotation marks where it has to be.
std::string csv_field(std::string_view text);

// Takes the next record from the front of `text`: its fields, and the number of lines it had.
// Throws Failure if a quotation mark is not closed.
struct CsvRecord {
    std::vector<std::string> fields;
    std::size_t lines = 1;
};
CsvRecord take_csv_record(std::string_view &text);

}  // namespace quant::cli::bench
#endif
