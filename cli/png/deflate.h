// Makes zlib streams (RFC 1950) with libdeflate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quant::cli {

// Returns a zlib stream of the data, by a level of libdeflate from 1 to 12. Much data is compressed
// in pieces, by at most so many threads at the same time; the stream does not depend on their
// number. Throws std::bad_alloc and Interrupted.
std::vector<std::uint8_t> zlib_stream(std::span<const std::uint8_t> data, int level,
                                      unsigned threads);

}  // namespace quant::cli
