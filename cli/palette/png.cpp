// PNG files as palettes. The chunks before the pixels are read here, because a decoder expands the
// palette to pixels: its order and the entries that no pixel uses would be lost. The writer draws
// swatches, 16 in a row.
#include <algorithm>

#include <zlib.h>

#include "base/failure.h"
#include "base/text.h"
#include "palette/big_endian.h"
#include "palette/codecs.h"
#include "png/encode.h"

namespace quant::cli {
namespace {

using namespace std::string_view_literals;

constexpr auto kPngSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr unsigned kIndexed = 3;

[[noreturn]] void fail(const char *what) {
    throw Failure("the file is damaged: " + std::string(what));
}

struct Chunk {
    std::string_view kind;
    std::span<const std::byte> content;
};

Chunk take_chunk(ByteReader &reader) {
    constexpr std::size_t kind_bytes = 4;
    const auto whole = reader.take(kind_bytes + reader.u32());
    const auto *first = reinterpret_cast<const Bytef *>(whole.data());
    if (reader.u32() != ::crc32(0, first, static_cast<uInt>(whole.size())))
        fail("a checksum is wrong");
    return {chars_of(whole.first(kind_bytes)), whole.subspan(kind_bytes)};
}

std::vector<Color> read_plte(std::span<const std::byte> content) {
    std::vector<Color> colors;
    if (content.size() % 3 != 0) fail("its palette ends within a color");
    for (ByteReader reader(content); reader.left() > 0;)
        colors.push_back({reader.u8(), reader.u8(), reader.u8(), 255});
    return colors;
}

}  // namespace

bool is_png(std::span<const std::byte> file) {
    return chars_of(file).substr(0, kPngSignature.size()) == kPngSignature;
}

std::optional<NamedPalette> read_png_palette(std::span<const std::byte> file) {
    ByteReader reader(file);
    reader.take(kPngSignature.size());
    const Chunk header = take_chunk(reader);
    if (header.kind != "IHDR" || header.content.size() != 13) fail("it has no header");
    const unsigned bits = std::to_integer<unsigned>(header.content[8]);
    if (std::to_integer<unsigned>(header.content[9]) != kIndexed) return {};
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8) fail("it has an impossible depth");
    NamedPalette palette;
    auto &colors = palette.colors;
    for (Chunk chunk = take_chunk(reader); chunk.kind != "IDAT"; chunk = take_chunk(reader)) {
        if (chunk.kind == "IEND") break;
        if (chunk.kind == "PLTE") {
            if (!colors.empty()) fail("it has two palettes");
            colors = read_plte(chunk.content);
        } else if (chunk.kind == "tRNS") {
            if (chunk.content.size() > colors.size()) fail("it has more alphas than colors");
            for (std::size_t i = 0; i < chunk.content.size(); ++i)
                colors[i].a = std::to_integer<std::uint8_t>(chunk.content[i]);
        }
    }
    if (colors.empty()) fail("it has no palette");
    if (colors.size() > std::size_t{1} << bits) fail("it has more colors than its depth allows");
    return palette;
}

FileBytes write_png_swatches(const NamedPalette &palette) {
    constexpr std::size_t side = 16;
    constexpr std::size_t most_columns = 16;
    FilePalette exact;
    exact.colors = palette.colors;
    for (std::size_t i = 0; i < palette.colors.size(); ++i)
        exact.index[i] = static_cast<std::uint8_t>(i);
    const std::size_t last = palette.colors.size() - 1;
    const std::size_t columns = std::min(last + 1, most_columns);
    const std::size_t width = columns * side;
    const std::size_t height = (last / columns + 1) * side;
    std::vector<std::uint8_t> indices(width * height);
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
            // The last color fills the rest of its row.
            indices[y * width + x] =
                static_cast<std::uint8_t>(std::min(y / side * columns + x / side, last));
    return encode_png_indexed(width, height, indices, exact, {}, {.keeps_palette = true});
}

}  // namespace quant::cli
