// csv.h: CSV as RFC 4180 describes it, but that we end lines with \n: fields may be quoted, and
// then hold commas, quotes and line ends, as the names of pictures may.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace quant::cli {

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

struct CsvRecord {
    std::size_t line = 1;  // where it begins, from 1
    std::vector<std::string> fields;
};

// Records of a whole file; empty lines are none. Throws Failure with the line.
std::vector<CsvRecord> parse_csv(std::string_view text);

// The fields of a record by position, as numbers. Each function throws Failure, which names line
// and column and quotes the text, if the field is something else.
class CsvFields {
public:
    // Refers to both, which must outlive it.
    CsvFields(const CsvRecord &record, const std::vector<std::string> &columns)
        : record_(record), columns_(columns) {}

    std::string text(std::size_t column) const { return record_.fields.at(column); }
    // A finite number that is not negative.
    double number(std::size_t column) const;
    // Same as number(), but NaN where the field is empty or "nan", for what was not measured.
    double number_or_nan(std::size_t column) const;
    std::uint64_t count(std::size_t column) const;
    // A count that fits in 32 bits.
    unsigned small_count(std::size_t column) const;
    // A count of colors or threads, 1 to 65536: 0 would divide by zero later on.
    unsigned positive(std::size_t column) const;

private:
    [[noreturn]] void fail(std::size_t column, const char *expected) const;

    const CsvRecord &record_;
    const std::vector<std::string> &columns_;
};

// The records below a header.
class CsvTable {
public:
    // Throws Failure if the header is not this one, or if a record has another number of fields.
    CsvTable(std::string_view text, std::string_view header);

    const std::vector<CsvRecord> &records() const { return records_; }
    // Refers to the table and to the record.
    CsvFields fields(const CsvRecord &record) const { return {record, columns_}; }

private:
    std::vector<std::string> columns_;
    std::vector<CsvRecord> records_;
};

}  // namespace quant::cli
