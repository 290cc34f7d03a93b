// Finds the chunks IDAT, checks and joins them, and makes one chunk of stored blocks of them.
#include "worker/png_inflate.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include <libdeflate.h>

#include "worker/png_chunk.h"
#include "worker/png_rows.h"

namespace quant::cli {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kHeaderBytes = 13;
constexpr unsigned kPalette = 3;  // a color type

// More would take too much memory beside the picture.
constexpr std::uint64_t kMostPixelBytes = std::uint64_t{1} << 28;

// Deflate makes of a byte at most 1032, and a few bytes more of data that it cannot compress.
constexpr std::uint64_t kMostExpansion = 1040, kSlack = 4096;
constexpr std::uint64_t kMostWindow = std::uint64_t{1} << 15;

// In the place of the checksums of the pixels and of their chunk, which nobody reads.
constexpr std::array<std::byte, 8> kNoSums{};

// What a header announces.
struct Header {
    explicit Header(Bytes data)
        : width(big_endian(data, 0)),
          height(big_endian(data, 4)),
          bits(field(data, 8)),
          type(field(data, 9)),
          interlaced(field(data, 12)) {}
    static unsigned field(Bytes data, std::size_t at) {
        return std::to_integer<unsigned>(data[at]);
    }
    unsigned channels() const {
        static constexpr std::array<unsigned, 7> kChannels{1, 0, 3, 1, 2, 0, 4};
        return kChannels.at(type);
    }

    std::uint64_t width, height;
    unsigned bits, type, interlaced;
};

// Returns the number of bytes of the filtered rows that a header announces; 0 if it is impossible
// or if there are too many pixels.
std::uint64_t filtered_bytes(const Header &header, std::uint64_t max_pixels) {
    const std::uint64_t width = header.width, height = header.height;
    if (header.type > 6 || header.bits > 16 || header.interlaced > 1) return 0;
    if (width == 0 || height == 0 || width > max_pixels / height) return 0;
    const auto bytes_of = [&](std::uint64_t w, std::uint64_t h) {
        return w == 0 ? 0 : h * (1 + (w * header.channels() * header.bits + 7) / 8);
    };
    if (header.interlaced == 0) return bytes_of(width, height);
    // The first pixel of each pass of Adam7, and the steps between pixels.
    struct Pass {
        unsigned x, y, dx, dy;
    };
    std::uint64_t sum = 0;
    for (const Pass &pass : {Pass{0, 0, 8, 8},
                             {4, 0, 8, 8},
                             {0, 4, 4, 8},
                             {2, 0, 4, 4},
                             {0, 2, 2, 4},
                             {1, 0, 2, 2},
                             {0, 1, 1, 2}})
        sum += bytes_of((width + pass.dx - 1 - pass.x) / pass.dx,
                        (height + pass.dy - 1 - pass.y) / pass.dy);
    return sum;
}

// Chunks with a name in capitals are critical: readers must understand them.
bool is_critical(const PngChunk &chunk) { return (chunk.type[0] & 0x20) == 0; }

// The pixels of a file.
struct Pixels {
    std::vector<Bytes> parts;                // the content of the chunks IDAT
    std::uint64_t compressed = 0, size = 0;  // bytes of all parts, and when decompressed
    std::size_t first = 0, last = 0;         // where their chunks begin and end in the file
    bool are_plain = false;                  // see PngStream::PlainRows
    std::size_t row_bytes = 0, step = 0;     // of plain ones
};

// Returns where the pixels are; nothing if a chunk that matters is not intact.
std::optional<Pixels> pixels_of(Bytes file, std::uint64_t max_pixels) {
    if (file.size() < kPngSignatureBytes) return std::nullopt;
    std::size_t position = kPngSignatureBytes;
    auto chunk = next_chunk(file, position);
    if (!chunk || chunk->type != "IHDR") return std::nullopt;
    if (chunk->data.size() != kHeaderBytes) return std::nullopt;
    const Header header(chunk->data);
    Pixels pixels;
    pixels.size = filtered_bytes(header, max_pixels);
    pixels.are_plain = header.interlaced == 0 && header.type != kPalette && header.bits >= 8;
    if (pixels.size == 0 || pixels.size > kMostPixelBytes) return std::nullopt;
    for (std::size_t begin = 0; chunk; begin = position, chunk = next_chunk(file, position)) {
        if (is_critical(*chunk) && !is_whole(*chunk)) return std::nullopt;
        if (chunk->type == "IEND") break;
        if (chunk->type == "tRNS") pixels.are_plain = false;
        if (chunk->type != "IDAT") continue;
        if (pixels.parts.empty()) pixels.first = begin;
        // Chunks that do not follow each other are left to libpng.
        if (!pixels.parts.empty() && begin != pixels.last) return std::nullopt;
        pixels.parts.push_back(chunk->data);
        pixels.compressed += chunk->data.size();
        pixels.last = position;
        if (pixels.compressed > pixels.size + pixels.size / 8 + kSlack) return std::nullopt;
    }
    // Before memory for the pixels is touched, there must be enough data for them.
    if (pixels.compressed < 2 || pixels.size > kMostExpansion * pixels.compressed)
        return std::nullopt;
    pixels.step = header.channels() * header.bits / 8;
    pixels.row_bytes = header.width * pixels.step;
    return pixels;
}

// Returns whether libdeflate, which does not check that the data keeps to the window that its
// header announces, reads it as zlib does.
bool has_whole_window(Bytes compressed, std::uint64_t size) {
    const std::uint64_t window = std::uint64_t{1}
                                 << (std::to_integer<unsigned>(compressed[0] >> 4) + 8);
    return window >= kMostWindow || window >= size;
}

}  // namespace

PngStream::PngStream(std::span<const std::byte> file, std::uint64_t max_pixels, bool may_keep_rows)
    : parts_{file} {
    const auto found = pixels_of(file, max_pixels);
    if (!found) return;
    Bytes compressed = found->parts[0];
    std::unique_ptr<std::byte[]> joined;
    if (found->parts.size() > 1) {
        joined = std::make_unique_for_overwrite<std::byte[]>(found->compressed);
        std::byte *target = joined.get();
        for (const Bytes part : found->parts) target = std::ranges::copy(part, target).out;
        compressed = {joined.get(), found->compressed};
    }
    if (!has_whole_window(compressed, found->size) || !inflate(compressed, found->size)) return;
    const Bytes before = file.first(found->first), after = file.subspan(found->last);
    if (may_keep_rows && found->are_plain && have_filters(pixels(), found->row_bytes)) {
        plain_ = {pixels(), found->row_bytes, found->step};
        store({}, before, after);
    } else {
        store(pixels(), before, after);
    }
}

// Returns whether the data is intact and has just these bytes.
bool PngStream::inflate(Bytes compressed, std::size_t size) {
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (!decompressor) return false;
    auto pixels = std::make_unique_for_overwrite<std::byte[]>(size);
    std::size_t used = 0;
    const auto result =
        libdeflate_zlib_decompress_ex(decompressor.get(), compressed.data(), compressed.size(),
                                      pixels.get(), size, &used, nullptr);
    if (result != LIBDEFLATE_SUCCESS || used != compressed.size()) return false;
    pixels_ = std::move(pixels);
    size_ = size;
    return true;
}

void PngStream::store(Bytes pixels, Bytes before, Bytes after) {
    const std::size_t blocks =
        std::max<std::size_t>(1, (pixels.size() + kMostStored - 1) / kMostStored);
    headers_.resize(blocks);
    // The header of a zlib stream, and the sum at its end.
    constexpr std::size_t kEnds = 2 + 4;
    append_big_endian(
        start_, static_cast<std::uint32_t>(pixels.size() + blocks * sizeof(BlockHeader) + kEnds));
    for (const char c : std::string_view("IDAT\x78\x01")) start_.push_back(std::byte(c));
    parts_ = {before, start_};
    for (std::size_t i = 0; i < blocks; ++i) {
        const std::size_t first = i * kMostStored;
        const std::size_t size = std::min(kMostStored, pixels.size() - first);
        const auto low = static_cast<std::byte>(size & 0xff),
                   high = static_cast<std::byte>(size >> 8);
        headers_[i] = {std::byte{i + 1 == blocks}, low, high, ~low, ~high};
        parts_.emplace_back(headers_[i]);
        parts_.push_back(pixels.subspan(first, size));
    }
    parts_.emplace_back(kNoSums);
    parts_.push_back(after);
}

bool PngStream::read(std::byte *target, std::size_t count) {
    while (count > 0) {
        if (part_ == parts_.size()) return false;
        const Bytes rest = parts_[part_].subspan(position_);
        const std::size_t some = std::min(count, rest.size());
        if (some > 0) std::memcpy(target, rest.data(), some);
        target += some;
        count -= some;
        position_ += some;
        if (some == rest.size()) {
            ++part_;
            position_ = 0;
        }
    }
    return true;
}

}  // namespace quant::cli
