// Decompresses the pixels of PNG files with libdeflate, in a third of the time that zlib takes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace quant::cli {

// A PNG stream in which the compressed pixels of a file are replaced by the same bytes that are
// only stored, without their checksums. libpng reads it as it reads the file, but spends no time to
// decompress and to check. If anything about the pixels is out of order, the stream is the file
// itself, so that libpng says what is wrong.
class PngStream {
public:
    // Replaces nothing if the file says that it has more pixels. If `may_keep_rows`, libpng need
    // not read the pixels of plain pictures. The bytes must outlive the object.
    PngStream(std::span<const std::byte> file, std::uint64_t max_pixels, bool may_keep_rows);

    // Returns whether all checksums of pixels and of other chunks that matter are known to be
    // right.
    bool is_checked() const { return pixels_ != nullptr; }

    // The rows of a plain picture, each after its filter: of 8 or 16 bits, neither interlaced nor
    // with a palette or tRNS. The stream then has no pixels.
    struct PlainRows {
        std::span<const std::byte> bytes;  // empty if the picture is not plain
        std::size_t row_bytes = 0;         // without the filter
        std::size_t step = 0;              // bytes from a pixel to the next
    };
    const PlainRows &plain_rows() const { return plain_; }

    // Copies the next bytes. Returns false if there are fewer.
    bool read(std::byte *target, std::size_t count);

private:
    using Bytes = std::span<const std::byte>;

    // Five bytes come before each part of at most 65,535 stored bytes.
    static constexpr std::size_t kMostStored = 65535;
    using BlockHeader = std::array<std::byte, 5>;

    bool inflate(Bytes compressed, std::size_t size);
    void store(Bytes pixels, Bytes before, Bytes after);
    Bytes pixels() const { return {pixels_.get(), size_}; }

    PlainRows plain_;
    std::unique_ptr<std::byte[]> pixels_;
    std::size_t size_ = 0;  // of pixels_
    std::vector<BlockHeader> headers_;
    std::vector<std::byte> start_;  // of the stored chunk
    std::vector<Bytes> parts_;      // of the stream
    std::size_t part_ = 0, position_ = 0;
};

}  // namespace quant::cli
