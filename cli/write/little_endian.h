// Appends numbers whose low byte comes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quant::cli {

inline void append_little(std::vector<std::uint8_t> &bytes, std::uint64_t value,
                          std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xff));
}

}  // namespace quant::cli
