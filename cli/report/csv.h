// csv.h: reads CSV as RFC 4180 describes it: fields may be quoted, and then hold commas, quotes and
// line ends, as the names of pictures may.
#ifndef QUANT_CLI_REPORT_CSV_H
#define QUANT_CLI_REPORT_CSV_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::report {

struct CsvRecord {
    std::size_t line = 1;  // where it begins, from 1
    std::vector<std::string> fields;
};

// Records of a whole file; empty lines are none. Throws Failure with the line.
std::vector<CsvRecord> parse_csv(std::string_view text);

// The records below a header that must be this one. Throws Failure if it is not, or if a record has
// another number of fields.
std::vector<CsvRecord> parse_csv_table(std::string_view text, std::string_view header);

// Fields by position, as numbers. Each throws Failure with line, column and the text found.
class CsvFields {
public:
    CsvFields(const CsvRecord &record, const std::vector<std::string> &columns)
        : record_(record), columns_(columns) {}

    std::string text(std::size_t column) const { return record_.fields.at(column); }
    // Not negative, and finite.
    double number(std::size_t column) const;
    // The same, or NaN where the field is empty or "nan": what was not measured.
    double number_or_nan(std::size_t column) const;
    std::uint64_t count(std::size_t column) const;

private:
    [[noreturn]] void fail(std::size_t column, const char *expected) const;

    const CsvRecord &record_;
    const std::vector<std::string> &columns_;
};

}  // namespace quant::cli::report
#endif
