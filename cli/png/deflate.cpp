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

Bytes zlib_stream(const RowSource &source, int level, unsigned threads) {
    const auto rows_from = [&](std::size_t first, std::size_t count) {
        auto rows = std::make_unique_for_overwrite<std::uint8_t[]>(count * source.row_bytes);
        source.write(first, count, rows.get());
        return rows;
    };
    const std::size_t bytes = source.rows * source.row_bytes;
    if (bytes <= kMostInOnePiece) {
        const auto rows = rows_from(0, source.rows);
        return Compressor(level).zlib({rows.get(), bytes});
    }
    const std::size_t each = std::max<std::size_t>(1, kPieceBytes / source.row_bytes);
    const std::size_t count = (source.rows + each - 1) / each;
    const auto rows_of = [&](std::size_t i) { return std::min(each, source.rows - i * each); };
    std::vector<Bytes> pieces(count);
    std::vector<std::uint32_t> sums(count);
    share(count, threads, [&](std::size_t i) {
        const auto rows = rows_from(i * each, rows_of(i));
        const std::size_t size = rows_of(i) * source.row_bytes;
        pieces[i] = Compressor(level).blocks({rows.get(), size});
        if (i + 1 < count) open_end(pieces[i]);
        sums[i] = libdeflate_adler32(1, rows.get(), size);
    });
    Bytes stream{0x78, 0xda};
    uLong sum = sums[0];
    for (std::size_t i = 0; i < count; ++i) {
        stream.insert(stream.end(), pieces[i].begin(), pieces[i].end());
        Bytes().swap(pieces[i]);
        if (i == 0) continue;
        const std::size_t size = rows_of(i) * source.row_bytes;
        sum = ::adler32_combine(sum, sums[i], static_cast<z_off_t>(size));
    }
    append_big_endian(stream, static_cast<std::uint32_t>(sum));
    return stream;
}

Bytes zlib_stream(std::span<const std::uint8_t> bytes, int level, unsigned threads) {
    const auto copy = [&](std::size_t first, std::size_t count, std::uint8_t *out) {
        std::copy_n(bytes.data() + first, count, out);
    };
    return zlib_stream({bytes.size(), 1, copy}, level, threads);
}

}  // namespace quant::cli
