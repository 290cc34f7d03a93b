// Reads numbers from files that store the lowest byte first, and whose sizes cannot be trusted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace quant::cli {

// Reads at any position. Bytes beyond the end are 0: where it matters that they are missing, the
// caller compares sizes.
class LittleEndianBytes {
public:
    explicit LittleEndianBytes(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::size_t size() const { return bytes_.size(); }

    std::uint32_t u8(std::uint64_t at) const {
        return at < bytes_.size() ? std::to_integer<std::uint32_t>(bytes_[at]) : 0;
    }
    std::uint32_t u16(std::uint64_t at) const { return u8(at) | u8(at + 1) << 8; }
    std::uint32_t u32(std::uint64_t at) const { return u16(at) | u16(at + 2) << 16; }
    std::int32_t i32(std::uint64_t at) const { return static_cast<std::int32_t>(u32(at)); }

    // Returns `size` bytes, or as many as there are.
    std::span<const std::byte> part(std::uint64_t at, std::uint64_t size) const {
        const std::uint64_t begin = std::min<std::uint64_t>(at, bytes_.size());
        return bytes_.subspan(begin, std::min<std::uint64_t>(size, bytes_.size() - begin));
    }
    std::span<const std::byte> from(std::uint64_t at) const { return part(at, bytes_.size()); }

private:
    std::span<const std::byte> bytes_;
};

// Returns a value from 0 to `most` as one from 0 to `limit`, rounded. `most` must not be 0.
constexpr std::uint32_t rescaled(std::uint64_t value, std::uint64_t most, std::uint32_t limit) {
    return static_cast<std::uint32_t>(most == limit ? value : (value * limit + most / 2) / most);
}

}  // namespace quant::cli
