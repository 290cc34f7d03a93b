// Scans CSV record by record and counts lines, because a quoted field may contain line ends.
#include "base/csv.h"

#include <istream>
#include <limits>
#include <sstream>
#include <streambuf>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr int kEnd = std::streambuf::traits_type::eof();

Failure failure_at(std::size_t line, const std::string &what) {
    return Failure("line " + std::to_string(line) + ": " + what);
}

void check_fields(const CsvRecord &record, std::size_t columns) {
    if (record.fields.size() != columns)
        throw failure_at(record.line, "has " + std::to_string(record.fields.size()) +
                                          " fields and not " + std::to_string(columns));
}

}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

CsvScanner::CsvScanner(std::istream &stream) : text_(*stream.rdbuf()) {
    for (const char c : {'\xef', '\xbb', '\xbf'})  // a byte order mark
        if (!take(c)) break;
}

bool CsvScanner::next(CsvRecord &record) {
    while (text_.sgetc() != kEnd) {
        read_record(record);
        if (record.fields.size() > 1 || !record.fields[0].empty()) return true;
    }
    return false;
}

bool CsvScanner::take(char c) {
    if (text_.sgetc() != std::streambuf::traits_type::to_int_type(c)) return false;
    text_.sbumpc();
    if (c == '\n') ++line_;
    return true;
}

void CsvScanner::read_record(CsvRecord &record) {
    record.line = line_;
    std::size_t count = 0;
    do {
        if (count == record.fields.size()) record.fields.emplace_back();
        std::string &field = record.fields[count++];
        field.clear();
        if (take('"')) {
            read_quoted_field(field);
        } else {
            read_plain_field(field);
        }
    } while (take(','));
    record.fields.resize(count);
    const bool is_after_return = take('\r');
    has_ended_line_ = take('\n');
    if (!has_ended_line_ && (is_after_return || text_.sgetc() != kEnd))
        throw failure_at(line_, "text after the closing quote of a field");
}

// Reads up to a comma or the end of the line, which may be \r\n.
void CsvScanner::read_plain_field(std::string &field) {
    for (int c = text_.sgetc(); c != kEnd && c != ',' && c != '\n'; c = text_.snextc()) {
        if (c == '"') throw failure_at(line_, "a quote inside a field that is not quoted");
        field += std::streambuf::traits_type::to_char_type(c);
    }
    if (field.ends_with('\r') && text_.sgetc() != ',') field.pop_back();
}

void CsvScanner::read_quoted_field(std::string &field) {
    const std::size_t begin = line_;
    for (int c = text_.sgetc(); c != kEnd; c = text_.sgetc()) {
        take(std::streambuf::traits_type::to_char_type(c));
        // Two quotes stand for one quote, and a single one ends the field.
        if (c == '"' && !take('"')) return;
        field += std::streambuf::traits_type::to_char_type(c);
    }
    constexpr std::size_t kLongestName = 4096;
    if (!accepts_cut_names_ || field.size() > kLongestName)
        throw failure_at(begin, "a quoted field does not end");
}

std::vector<CsvRecord> parse_csv(std::string_view text) {
    std::istringstream stream{std::string(text)};
    CsvScanner scanner(stream);
    std::vector<CsvRecord> records;
    for (CsvRecord record; scanner.next(record);) records.push_back(record);
    return records;
}

CsvTable::CsvTable(std::string_view text, std::string_view header)
    : columns_(parse_csv(header)[0].fields), records_(parse_csv(text)) {
    if (records_.empty() || records_[0].fields != columns_)
        throw failure_at(1, "the columns are not " + std::string(header));
    records_.erase(records_.begin());
    for (const CsvRecord &record : records_) check_fields(record, columns_.size());
}

CsvStream::CsvStream(std::istream &stream, const std::string &columns, const std::string &more)
    : scanner_(stream) {
    const auto names = parse_csv(columns)[0].fields;
    columns_ = parse_csv(columns + ',' + more)[0].fields;
    if (!scanner_.next(record_)) record_.fields.clear();
    has_more_ = record_.fields == columns_;
    if (!has_more_) {
        if (record_.fields != names) throw failure_at(1, "the columns are not " + columns);
        columns_ = names;
    }
    is_cut_off_ = !scanner_.has_ended_line();
    scanner_.accept_cut_names();
}

bool CsvStream::next() {
    if (!scanner_.next(record_)) return false;
    is_cut_off_ = !scanner_.has_ended_line();
    if (is_cut_off_) return false;
    check_fields(record_, columns_.size());
    return true;
}

double CsvFields::number(std::size_t column) const {
    double value = 0;
    if (!read_number(record_.fields[column], value) || !std::isfinite(value) || value < 0)
        fail(column, "a number that is not negative");
    return value;
}

double CsvFields::number_or_nan(std::size_t column) const {
    const std::string &text = record_.fields[column];
    if (text.empty() || text == "nan") return std::numeric_limits<double>::quiet_NaN();
    return number(column);
}

std::uint64_t CsvFields::count(std::size_t column) const {
    std::uint64_t value = 0;
    if (!read_number(record_.fields[column], value)) fail(column, "a whole number");
    return value;
}

unsigned CsvFields::small_count(std::size_t column) const {
    const std::uint64_t value = count(column);
    if (value > std::numeric_limits<unsigned>::max()) fail(column, "a whole number of 32 bits");
    return static_cast<unsigned>(value);
}

unsigned CsvFields::positive(std::size_t column) const {
    const std::uint64_t value = count(column);
    if (value == 0 || value > 65536) fail(column, "a number of colors or threads");
    return static_cast<unsigned>(value);
}

void CsvFields::fail(std::size_t column, const char *expected) const {
    throw failure_at(record_.line,
                     columns_[column] + " is '" + record_.fields[column] + "' and not " + expected);
}

}  // namespace quant::cli
