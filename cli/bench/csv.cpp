// csv.cpp: quoting, both ways.
#include "bench/csv.h"

#include <algorithm>

#include "io/failure.h"

namespace quant::cli::bench {

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

CsvRecord take_csv_record(std::string_view &text) {
    CsvRecord record;
    record.fields.emplace_back();
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted && c == '"') {
            const bool doubled = at + 1 < text.size() && text[at + 1] == '"';
            if (!doubled) {
                quoted = false;
                continue;
            }
            record.fields.back() += c;
            ++at;
        } else if (quoted) {
            if (c == '\n') ++record.lines;
            record.fields.back() += c;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            record.fields.emplace_back();
        } else if (c == '\n') {
            ++at;
            break;
        } else if (c != '\r' || at + 1 >= text.size() || text[at + 1] != '\n') {
            record.fields.back() += c;
        }
    }
    if (quoted) throw Failure("a quotation mark is not closed");
    text.remove_prefix(at);
    return record;
}

}  // namespace quant::cli::bench
