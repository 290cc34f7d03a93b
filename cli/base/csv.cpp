// Scans CSV record by record and counts lines, because a quoted field may contain line ends.
#include "base/csv.h"

#include <limits>
#include <utility>

#include "base/failure.h"

namespace quant::cli {
namespace {

Failure failure_at(std::size_t line, const std::string &what) {
    return Failure("line " + std::to_string(line) + ": " + what);
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {
        if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
    }

    bool at_end() const { return rest_.empty(); }

    CsvRecord record() {
        CsvRecord result;
        result.line = line_;
        do result.fields.push_back(rest_.starts_with('"') ? quoted_field() : plain_field());
        while (take(','));
        if (!take_line_end() && !at_end())
            throw failure_at(line_, "text after the closing quote of a field");
        return result;
    }

private:
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        if (c == '\n') ++line_;
        return true;
    }
    bool take_line_end() {
        if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
        return take('\n');
    }

    std::string plain_field() {
        std::string_view field = rest_.substr(0, rest_.find_first_of(",\n"));
        rest_.remove_prefix(field.size());
        if (field.ends_with('\r') && (at_end() || rest_.starts_with('\n'))) field.remove_suffix(1);
        if (field.find('"') != std::string_view::npos)
            throw failure_at(line_, "a quote inside a field that is not quoted");
        return std::string(field);
    }

    std::string quoted_field() {
        const std::size_t begin = line_;
        std::string field;
        take('"');
        while (!at_end()) {
            const char c = rest_.front();
            take(c);
            // Two quotes stand for one quote, and a single one ends the field.
            if (c == '"' && !take('"')) return field;
            field += c;
        }
        throw failure_at(begin, "a quoted field does not end");
    }

    std::string_view rest_;
    std::size_t line_ = 1;
};

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

std::vector<CsvRecord> parse_csv(std::string_view text) {
    std::vector<CsvRecord> records;
    for (Scanner scanner(text); !scanner.at_end();) {
        CsvRecord record = scanner.record();
        if (record.fields.size() > 1 || !record.fields[0].empty())
            records.push_back(std::move(record));
    }
    return records;
}

CsvTable::CsvTable(std::string_view text, std::string_view header)
    : columns_(parse_csv(header)[0].fields), records_(parse_csv(text)) {
    if (records_.empty() || records_[0].fields != columns_)
        throw failure_at(1, "the columns are not " + std::string(header));
    records_.erase(records_.begin());
    for (const CsvRecord &record : records_)
        if (record.fields.size() != columns_.size())
            throw failure_at(record.line, "has " + std::to_string(record.fields.size()) +
                                              " fields and not " + std::to_string(columns_.size()));
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
