// Reads and makes chunks: length, type, data and checksum.
#include "worker/png_chunk.h"

#include <cstring>

#include <libdeflate.h>

namespace quant::cli {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kChunkBytes = 12;  // length, type and checksum

}  // namespace

std::uint32_t big_endian(Bytes bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
    return value;
}

void append_big_endian(std::vector<std::byte> &bytes, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0})
        bytes.push_back(static_cast<std::byte>(value >> shift & 0xff));
}

void append_chunk(std::vector<std::byte> &bytes, std::string_view type,
                  std::span<const Bytes> parts) {
    std::size_t size = 0;
    for (const Bytes part : parts) size += part.size();
    append_big_endian(bytes, static_cast<std::uint32_t>(size));
    const std::size_t first = bytes.size();
    for (const char c : type) bytes.push_back(static_cast<std::byte>(c));
    for (const Bytes part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
    append_big_endian(bytes, libdeflate_crc32(0, bytes.data() + first, bytes.size() - first));
}

std::optional<PngChunk> next_chunk(Bytes file, std::size_t &position) {
    if (file.size() - position < kChunkBytes) return {};
    const std::size_t size = big_endian(file, position);
    if (size > file.size() - position - kChunkBytes) return {};
    const Bytes whole = file.subspan(position, size + kChunkBytes);
    position += whole.size();
    return PngChunk{
        {reinterpret_cast<const char *>(whole.data()) + 4, 4}, whole.subspan(8, size), whole};
}

Bytes without_cut_chunk(Bytes file) {
    if (file.size() < kPngSignatureBytes) return file;
    std::size_t position = kPngSignatureBytes;
    while (next_chunk(file, position)) {
    }
    const Bytes rest = file.subspan(position);
    constexpr std::size_t kHeadBytes = 8;
    const bool has_pixels = rest.size() >= kHeadBytes && std::memcmp(&rest[4], "IDAT", 4) == 0;
    return has_pixels ? file : file.first(position);
}

bool is_whole(const PngChunk &chunk) {
    const Bytes checked = chunk.whole.subspan(4, chunk.whole.size() - 8);
    return libdeflate_crc32(0, checked.data(), checked.size()) ==
           big_endian(chunk.whole, chunk.whole.size() - 4);
}

}  // namespace quant::cli
