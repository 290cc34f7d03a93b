// Joins pieces that were compressed apart.
//
// libdeflate compresses all data at once, and ends it as the end of a stream. The end of a piece is
// therefore made one that others may follow, as gzjoin does that comes with zlib: inflate() stops
// between blocks, which tells where the bit is that marks the last block, and how many bits of the
// last byte are used. An empty stored block then fills the byte.
#include "png/deflate.h"

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <stdexcept>

#include <libdeflate.h>
#include <zlib.h>

#include "base/share.h"

namespace quant::cli {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A piece does not refer to the data before it, which makes the stream longer by 0.1 to 0.3 %.
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr std::size_t kMostInOnePiece = 4 * kPieceBytes;

class Compressor {
public:
    explicit Compressor(int level) : compressor_(libdeflate_alloc_compressor(level)) {
        if (!compressor_) throw std::bad_alloc();
    }
    ~Compressor() { libdeflate_free_compressor(compressor_); }
    Compressor(const Compressor &) = delete;
    Compressor &operator=(const Compressor &) = delete;

    Bytes zlib(std::span<const std::uint8_t> data) {
        return compressed(data, libdeflate_zlib_compress_bound, libdeflate_zlib_compress);
    }
    // Returns the blocks without a header and a checksum.
    Bytes blocks(std::span<const std::uint8_t> data) {
        return compressed(data, libdeflate_deflate_compress_bound, libdeflate_deflate_compress);
    }

private:
    // Most of the room that is needed at most stays untouched.
    template <typename Bound, typename Compress>
    Bytes compressed(std::span<const std::uint8_t> data, Bound bound, Compress compress) {
        const std::size_t most = bound(compressor_, data.size());
        const auto room = std::make_unique_for_overwrite<std::uint8_t[]>(most);
        const std::size_t size = compress(compressor_, data.data(), data.size(), room.get(), most);
        return {room.get(), room.get() + size};
    }

    libdeflate_compressor *compressor_;
};

// Reads blocks, and clears the bit that marks the last one.
class Blocks {
public:
    explicit Blocks(Bytes &bytes) : bytes_(bytes) {
        if (::inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
        stream_.next_in = bytes.data();
        stream_.avail_in = static_cast<uInt>(bytes.size());
    }
    ~Blocks() { ::inflateEnd(&stream_); }
    Blocks(const Blocks &) = delete;
    Blocks &operator=(const Blocks &) = delete;

    // Returns the number of bits of the last byte that are not used.
    unsigned clear_last() {
        bool is_last = clear(0, 1);
        for (;;) {
            next_boundary();
            const auto unused = static_cast<unsigned>(stream_.data_type & 7);
            if (is_last) return unused;
            const std::size_t at = bytes_.size() - stream_.avail_in;
            is_last = unused == 0 ? clear(at, 1) : clear(at - 1, 0x100U >> unused);
        }
    }

private:
    bool clear(std::size_t at, unsigned bit) {
        const bool was_set = (bytes_.at(at) & bit) != 0;
        bytes_[at] = static_cast<std::uint8_t>(bytes_[at] & ~bit);
        return was_set;
    }
    void next_boundary() {
        do {
            stream_.next_out = dropped_.data();
            stream_.avail_out = static_cast<uInt>(dropped_.size());
            const int status = ::inflate(&stream_, Z_BLOCK);
            if (status != Z_OK && status != Z_STREAM_END)
                throw std::logic_error("a deflated piece cannot be read");
        } while ((stream_.data_type & 128) == 0);
    }

    Bytes &bytes_;
    z_stream stream_{};
    std::array<std::uint8_t, std::size_t{1} << 15> dropped_;
};

// Makes the end of a piece one that others may follow.
void open_end(Bytes &piece) {
    const unsigned unused = Blocks(piece).clear_last();
    // The header of a stored block has three bits, all 0, as the unused bits are.
    if (unused < 3) piece.push_back(0);
    piece.insert(piece.end(), {0, 0, 0xff, 0xff});
}

void append_big_endian(Bytes &bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

}  // namespace

std::vector<std::uint8_t> zlib_stream(std::span<const std::uint8_t> data, int level,
                                      unsigned threads) {
    if (data.size() <= kMostInOnePiece) return Compressor(level).zlib(data);
    const std::size_t count = (data.size() + kPieceBytes - 1) / kPieceBytes;
    std::vector<Bytes> pieces(count);
    std::vector<std::uint32_t> sums(count);
    share(count, threads, [&](std::size_t i) {
        const std::size_t first = i * kPieceBytes;
        const auto part = data.subspan(first, std::min(kPieceBytes, data.size() - first));
        pieces[i] = Compressor(level).blocks(part);
        if (i + 1 < count) open_end(pieces[i]);
        pieces[i].shrink_to_fit();
        sums[i] = libdeflate_adler32(1, part.data(), part.size());
    });
    Bytes stream{0x78, 0xda};
    uLong sum = sums[0];
    for (std::size_t i = 0; i < count; ++i) {
        stream.insert(stream.end(), pieces[i].begin(), pieces[i].end());
        Bytes().swap(pieces[i]);
        if (i == 0) continue;
        const std::size_t size = std::min(kPieceBytes, data.size() - i * kPieceBytes);
        sum = ::adler32_combine(sum, sums[i], static_cast<z_off_t>(size));
    }
    append_big_endian(stream, static_cast<std::uint32_t>(sum));
    return stream;
}

}  // namespace quant::cli
