// Makes bytes from hexadecimal digits, and builds files of every palette format.
#include "palette_samples.h"

#include <zlib.h>

#include "palette/big_endian.h"

namespace palette_samples {

using namespace quant::cli;

Bytes unhex(std::string_view digits) {
    Bytes bytes;
    int high = -1;
    for (const char c : digits) {
        if (c == ' ' || c == '\n') continue;
        const int value = c <= '9' ? c - '0' : c - 'a' + 10;
        if (high >= 0) bytes.push_back(static_cast<std::uint8_t>(high * 16 + value));
        high = high >= 0 ? -1 : value;
    }
    return bytes;
}

Bytes text(std::string_view text) { return {text.begin(), text.end()}; }

Bytes operator+(Bytes a, const Bytes &b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

std::span<const std::byte> view(const Bytes &bytes) { return std::as_bytes(std::span(bytes)); }

NamedPalette parse(const Bytes &bytes, PaletteFormat format) {
    return parse_palette(view(bytes), format);
}

std::string failure_of(const Bytes &bytes, PaletteFormat format) {
    try {
        parse(bytes, format);
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "(no failure)";
}

NamedPalette opaque(std::size_t colors) {
    NamedPalette palette;
    for (std::size_t i = 0; i < colors; ++i) {
        const auto v = static_cast<std::uint8_t>(i);
        palette.colors.push_back(
            {v, static_cast<std::uint8_t>(255 - v), static_cast<std::uint8_t>(v * 7 + 3), 255});
    }
    return palette;
}

Bytes chunk(std::string_view kind, const Bytes &content) {
    const Bytes named = text(kind) + content;
    ByteWriter head;
    head.u32(static_cast<std::uint32_t>(content.size()));
    ByteWriter sum;
    sum.u32(
        static_cast<std::uint32_t>(::crc32(0, named.data(), static_cast<unsigned>(named.size()))));
    return head.take() + named + sum.take();
}

Bytes indexed_png(unsigned bits, const Bytes &chunks) {
    Bytes header = unhex("00000001 00000001 00 03 00 00 00");
    header[8] = static_cast<std::uint8_t>(bits);
    return unhex("89504e470d0a1a0a") + chunk("IHDR", header) + chunks + chunk("IDAT", {});
}

std::vector<File> valid_files() {
    std::vector<File> files;
    NamedPalette palette = opaque(20);
    palette.name = "Sample";
    for (const PaletteFormatInfo &info : palette_formats())
        if (info.readable) files.push_back({info.format, format_palette(palette, info.format)});
    palette.colors[3].a = 0;
    files.push_back({PaletteFormat::act, format_palette(palette, PaletteFormat::act)});
    files.push_back({PaletteFormat::png, format_palette(palette, PaletteFormat::png)});
    files.push_back({PaletteFormat::aco, unhex("0001 0005"
                                               "0000 ffff 0000 8080 0000  0001 2a2a a8a8 e3e3 0000"
                                               "0002 0000 ffff ffff ffff  0007 1535 1f91 1b4d 0000"
                                               "0008 1388 0000 0000 0000")});
    files.push_back({PaletteFormat::ase, text("ASEF") + unhex("0001 0000 00000003") +
                                             unhex("0001 0000001c 0002 0041 0000") + text("CMYK") +
                                             unhex("3f800000 00000000 3e800000 00000000 0000") +
                                             unhex("0001 00000018 0002 0042 0000") + text("LAB ") +
                                             unhex("3f000000 c2000000 41000000 0001") +
                                             unhex("0001 00000010 0002 0043 0000") + text("Gray") +
                                             unhex("3e800000 0002")});
    files.push_back({PaletteFormat::json, text(R"(["#010203", "ff00ff80"])")});
    return files;
}

}  // namespace palette_samples
