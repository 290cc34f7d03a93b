// Makes zlib streams (RFC 1950) with libdeflate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace quant::cli {

// Data in rows of the same length. `write` writes the rows first .. first+count-1, and may be
// called by several threads at the same time.
struct RowSource {
    std::size_t rows, row_bytes;
    std::function<void(std::size_t first, std::size_t count, std::uint8_t *out)> write;
};

// Returns a zlib stream of the rows, by a level of libdeflate from 1 to 12. Much data is compressed
// in pieces of about 1 MiB, by at most so many threads at the same time; the stream does not depend
// on their number. Throws std::bad_alloc and Interrupted.
std::vector<std::uint8_t> zlib_stream(const RowSource &source, int level, unsigned threads);

// Does the same with bytes.
std::vector<std::uint8_t> zlib_stream(std::span<const std::uint8_t> bytes, int level,
                                      unsigned threads);

}  // namespace quant::cli
