// Checksums of results.
#pragma once

#include <cstdint>
#include <span>

namespace quant::test {

// Returns the checksum FNV-1a of bytes, which may go on from that of earlier bytes.
inline std::uint64_t hash_of(std::span<const std::uint8_t> bytes,
                             std::uint64_t hash = 0xCBF29CE484222325U) {
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3U;
    return hash;
}

}  // namespace quant::test
