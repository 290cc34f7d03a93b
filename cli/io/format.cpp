// Recognizes formats by a table of signatures, and PNM and Targa by the fields of their headers.
#include "io/format.h"

#include <array>
#include <cctype>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr auto kDecode = WorkerKind::decode;

constexpr auto kTiff = WorkerKind::tiff;

constexpr std::uint32_t kAllPixels = writes_truecolor | writes_alpha | writes_gray | writes_deep;
constexpr std::uint32_t kPlain = writes_truecolor | writes_alpha | writes_palette;

constexpr std::array<FormatInfo, 10> kTable{{
    {Format::png, kDecode, "png", " png ", "frames",
     kAllPixels | writes_palette | writes_palette_alpha | writes_labels},
    {Format::jpeg, kDecode, "jpeg", " jpg jpeg jpe ", "frames",
     writes_truecolor | writes_gray | writes_labels},
    {Format::tiff, kTiff, "tiff", " tif tiff ", "pages",
     kAllPixels | writes_palette | writes_labels},
    {Format::bmp, kDecode, "bmp", " bmp ", "frames", kPlain},
    {Format::targa, kDecode, "targa", " tga ", "frames", kPlain | writes_palette_alpha},
    {Format::pnm, kDecode, "pnm", " ppm pnm ", "frames", writes_truecolor},
    {Format::gif, kDecode, "gif", " gif ", "frames", 0},
    {Format::webp, kDecode, "webp", " webp ", "frames", 0},
    {Format::openexr, WorkerKind::oiio, "openexr", " exr ", "parts", 0},
    {Format::hdr, kDecode, "hdr", " hdr ", "frames", 0},
}};

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    Format format;
};

using namespace std::string_view_literals;

constexpr std::array kSignatures{
    Signature{0, "\x89PNG\r\n\x1a\n"sv, Format::png},
    Signature{0, "\xff\xd8"sv, Format::jpeg},
    Signature{0, "II*\0"sv, Format::tiff},
    Signature{0, "MM\0*"sv, Format::tiff},
    Signature{0, "II+\0"sv, Format::tiff},
    Signature{0, "MM\0+"sv, Format::tiff},
    Signature{0, "BM"sv, Format::bmp},
    Signature{0, "GIF87a"sv, Format::gif},
    Signature{0, "GIF89a"sv, Format::gif},
    Signature{8, "WEBP"sv, Format::webp},
    Signature{0, "v/1\x01"sv, Format::openexr},
    Signature{0, "#?"sv, Format::hdr},
};

// Common formats that quant does not read, so that an error can say "not enabled" instead of "not
// an image".
struct Refused {
    std::size_t offset;
    std::string_view bytes;
    const char *name;
};
constexpr std::array kRefused{
    Refused{0, "8BPS"sv, "psd"},        Refused{0, "\0\0\x01\0"sv, "ico"},
    Refused{4, "jP  "sv, "jpeg2000"},   Refused{0, "\xff\x4f\xff\x51"sv, "jpeg2000"},
    Refused{4, "ftypavif"sv, "avif"},   Refused{4, "ftyp"sv, "heif"},
    Refused{0, "DDS "sv, "dds"},        Refused{0, "%PDF"sv, "pdf"},
    Refused{0, "<svg"sv, "svg"},        Refused{0, "<?xml"sv, "svg"},
    Refused{0, "SDPX"sv, "dpx"},        Refused{0, "XPDS"sv, "dpx"},
    Refused{0, "\x01\xda"sv, "sgi"},    Refused{0, "\x80\x2a\x5f\xd7"sv, "cineon"},
    Refused{0, "SIMPLE  ="sv, "fits"},  Refused{0, "gimp xcf"sv, "xcf"},
    Refused{0, "\xff\x0a"sv, "jpegxl"}, Refused{4, "JXL "sv, "jpegxl"},
};

bool has(std::string_view head, std::size_t offset, std::string_view bytes) {
    return head.size() >= offset + bytes.size() && head.substr(offset, bytes.size()) == bytes;
}

bool is_blank_or_comment(char c) {
    return c == '#' || std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_pnm(std::string_view head) {
    return head.size() > 2 && head[0] == 'P' &&
           std::string_view("1234567fF").find(head[1]) != std::string_view::npos &&
           (head[1] == '7' ? head[2] == '\n' : is_blank_or_comment(head[2]));
}

// Targa files have no signature, so every field of the header that is an enumeration must have a
// valid value, and the size must not be 0.
bool is_targa(std::string_view head) {
    if (head.size() < 18) return false;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(head[i]); };
    const unsigned kind = at(2) & 7U;
    return at(1) <= 1 && (at(2) & ~8U) == kind && kind >= 1 && kind <= 3 &&
           (kind != 1 || at(1) == 1) && (at(12) | at(13)) != 0 && (at(14) | at(15)) != 0 &&
           (at(16) == 8 || at(16) == 15 || at(16) == 16 || at(16) == 24 || at(16) == 32);
}

}  // namespace

std::span<const FormatInfo> formats() { return kTable; }

const FormatInfo &info_of(Format format) { return kTable.at(static_cast<std::size_t>(format)); }

const FormatInfo *format_of_extension(std::string_view extension) {
    if (extension.size() < 2 || extension.front() != '.') return nullptr;
    std::string key(1, ' ');
    for (const char c : extension.substr(1))
        key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    key += ' ';
    for (const FormatInfo &info : kTable)
        if (std::string_view(info.extensions).find(key) != std::string_view::npos) return &info;
    return nullptr;
}

std::string format_list(std::uint32_t written) {
    std::string list;
    for (const FormatInfo &info : kTable) {
        if ((info.written & written) != written) continue;
        if (!list.empty()) list += ", ";
        list += info.name;
    }
    return list;
}

Format recognize(std::span<const std::byte> bytes) {
    if (bytes.empty()) throw Failure("the file is empty");
    const std::string_view head(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    for (const Signature &signature : kSignatures)
        if (has(head, signature.offset, signature.bytes)) return signature.format;
    if (is_pnm(head)) return Format::pnm;
    for (const Refused &other : kRefused)
        if (has(head, other.offset, other.bytes))
            throw Failure(std::string("format ") + other.name +
                          " is not enabled (enabled: " + format_list() + ")");
    if (is_targa(head)) return Format::targa;
    throw Failure("is not an image in a known format (" + format_list() + ")");
}

}  // namespace quant::cli
