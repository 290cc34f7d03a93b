// CSV as RFC 4180 describes it, except that quant ends the lines that it writes with \n. A quoted
// field may contain commas, quotes and line ends, as names of pictures may.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace quant::cli {

// Returns the shortest text that reads back as the same number; "nan" for NaN, which stands for a
// missing value.
template <typename T>
std::string number_text(T value) {
    if constexpr (std::is_floating_point_v<T>)
        if (std::isnan(value)) return "nan";
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

// Returns false unless the whole text is a number that T can hold.
template <typename T>
bool read_number(std::string_view text, T &value) {
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end;
}

// Returns the text as a field, in quotation marks if it needs them.
std::string csv_field(std::string_view text);

struct CsvRecord {
    std::size_t line = 1;  // line where the record begins, from 1
    std::vector<std::string> fields;
};

// Reads records one after the other, so that files of any size need no memory. Leaves out empty
// lines. All functions throw Failure with the number of the line.
class CsvScanner {
public:
    // Refers to the stream, which must outlive the object.
    explicit CsvScanner(std::istream &stream);

    // Reads the next record into the same memory. Returns false at the end.
    bool next(CsvRecord &record);

    // Returns whether the last record ended with its line, and not with the file.
    bool has_ended_line() const { return has_ended_line_; }

    // Lets a record end within a quoted field, if that is not longer than a name of a file.
    void accept_cut_names() { accepts_cut_names_ = true; }

private:
    bool take(char c);
    void read_record(CsvRecord &record);
    void read_plain_field(std::string &field);
    void read_quoted_field(std::string &field);

    std::streambuf &text_;
    std::size_t line_ = 1;
    bool has_ended_line_ = true;
    bool accepts_cut_names_ = false;
};

// Returns the records of a whole file, without empty lines. Throws Failure with the number of the
// line.
std::vector<CsvRecord> parse_csv(std::string_view text);

// Converts the fields of a record, by position. Each function that returns a number throws Failure
// with the line, the column and the text found.
class CsvFields {
public:
    // Refers to both arguments, which must outlive the object.
    CsvFields(const CsvRecord &record, const std::vector<std::string> &columns)
        : record_(record), columns_(columns) {}

    std::string text(std::size_t column) const { return record_.fields.at(column); }
    // Returns a finite number that is not negative.
    double number(std::size_t column) const;
    // Returns NaN if the field is empty or "nan" (not measured), otherwise number().
    double number_or_nan(std::size_t column) const;
    std::uint64_t count(std::size_t column) const;
    // Returns a count that fits in 32 bits.
    unsigned small_count(std::size_t column) const;
    // Returns a number of colors or threads, 1 to 65536: 0 would divide by zero later on.
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

// The same as a CsvTable, but reads one record after the other.
class CsvStream {
public:
    // The header must be `columns`, or `columns` followed by `more`. Throws Failure otherwise.
    CsvStream(std::istream &stream, const std::string &columns, const std::string &more);

    // Returns whether the header has the columns `more` too.
    bool has_more() const { return has_more_; }

    // Reads the next record. Returns false at its end. A last record whose line has not ended is
    // left out: it was being written when its program ended.
    bool next();
    bool is_cut_off() const { return is_cut_off_; }

    // The record that was read last.
    const CsvRecord &record() const { return record_; }
    CsvFields fields() const { return {record_, columns_}; }

private:
    CsvScanner scanner_;
    std::vector<std::string> columns_;
    CsvRecord record_;
    bool has_more_ = false;
    bool is_cut_off_ = false;
};

}  // namespace quant::cli
