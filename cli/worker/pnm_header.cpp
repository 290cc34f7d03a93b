// Reads numbers as Netpbm does: a comment may stand anywhere, even inside of a header's last line.
#include "worker/pnm_header.h"

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr std::uint32_t kLargestSide = 0x7fffffff;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Reads a header. Once something is missing, it has failed, and all that it returns is empty.
class PnmScanner {
public:
    PnmScanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    bool failed() const { return failed_; }
    std::size_t position() const { return at_; }

    char letter() { return at_ < text_.size() ? text_[at_++] : fail(); }

    std::uint32_t number(std::uint32_t most) {
        const std::string_view digits = word();
        std::uint32_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || end != digits.data() + digits.size() || value < 1 ||
            value > most)
            fail();
        return value;
    }

    double real() {
        const std::string_view digits = word();
        double value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value) ||
            value == 0)
            fail();
        return value;
    }

    // Returns what stands up to the next blank or comment.
    std::string_view word() {
        at_ = skip_blanks(std::as_bytes(std::span(text_)), at_);
        const std::size_t begin = at_;
        while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '#') ++at_;
        return text_.substr(begin, at_ - begin);
    }

    // Skips the one blank that ends the header. A comment before it ends with the line, which then
    // is that blank.
    void end_header() {
        if (at_ < text_.size() && text_[at_] == '#')
            while (at_ < text_.size() && text_[at_] != '\n') ++at_;
        if (!is_blank(letter())) fail();
    }

    char fail() {
        failed_ = true;
        return ' ';
    }

private:
    std::string_view text_;
    std::size_t at_;
    bool failed_ = false;
};

void read_pam_fields(PnmScanner &scanner, PnmHeader &header) {
    std::string_view type;
    std::uint32_t depth = 0;
    while (!scanner.failed()) {
        const std::string_view key = scanner.word();
        if (key == "ENDHDR") break;
        if (key == "WIDTH")
            header.width = scanner.number(kLargestSide);
        else if (key == "HEIGHT")
            header.height = scanner.number(kLargestSide);
        else if (key == "DEPTH")
            depth = scanner.number(kLargestSide);
        else if (key == "MAXVAL")
            header.most = scanner.number(65535);
        else if (key == "TUPLTYPE")
            type = scanner.word();
        else
            scanner.fail();
    }
    scanner.end_header();
    if (header.width == 0 || header.height == 0 || depth == 0) scanner.fail();
    if (scanner.failed()) return;
    struct Type {
        std::string_view name;
        unsigned channels;
    };
    constexpr Type types[] = {{"BLACKANDWHITE", 1},       {"GRAYSCALE", 1},       {"RGB", 3},
                              {"BLACKANDWHITE_ALPHA", 2}, {"GRAYSCALE_ALPHA", 2}, {"RGB_ALPHA", 4}};
    for (const Type &known : types)
        if (depth == known.channels && (type == known.name || type.empty())) {
            header.channels = depth;
            return;
        }
    throw Failure("an unsupported kind of PAM: " + std::to_string(depth) +
                  " channels that are not gray or RGB");
}

}  // namespace

std::size_t PnmHeader::end(std::size_t file_size) const {
    const std::uint64_t left = file_size - pixels;
    return row_bytes() > left / height ? file_size : pixels + row_bytes() * height;
}

std::size_t skip_blanks(std::span<const std::byte> file, std::size_t at) {
    bool comment = false;
    for (; at < file.size(); ++at) {
        const char c = static_cast<char>(file[at]);
        if (c == '#')
            comment = true;
        else if (comment)
            comment = c != '\n' && c != '\r';
        else if (!is_blank(c))
            break;
    }
    return at;
}

std::optional<PnmHeader> read_pnm_header(std::span<const std::byte> file, std::size_t at) {
    const std::string_view text(reinterpret_cast<const char *>(file.data()), file.size());
    PnmScanner scanner(text, at);
    PnmHeader header;
    if (scanner.letter() != 'P') return {};
    header.kind = scanner.letter();
    if (std::string_view("1234567fF").find(header.kind) == std::string_view::npos) return {};
    if (at + 2 < text.size() && !is_blank(text[at + 2]) && text[at + 2] != '#') return {};
    if (header.kind == '7') {
        read_pam_fields(scanner, header);
    } else {
        header.width = scanner.number(kLargestSide);
        header.height = scanner.number(kLargestSide);
        header.inverted = header.kind == '1' || header.kind == '4';
        if (header.floats())
            header.scale = scanner.real();
        else if (!header.inverted)
            header.most = scanner.number(65535);
        if (header.kind == '3' || header.kind == '6' || header.kind == 'F') header.channels = 3;
        scanner.end_header();
    }
    header.pixels = scanner.position();
    if (scanner.failed()) return {};
    return header;
}

}  // namespace quant::cli
