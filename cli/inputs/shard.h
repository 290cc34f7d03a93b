// A part of a list of inputs, for several runs that share it out among them.
#pragma once

#include <cstddef>
#include <string_view>

namespace quant::cli {

struct Shard {
    std::size_t index = 0;  // from 0
    std::size_t count = 1;

    bool has(std::size_t rank) const { return rank % count == index; }
};

// Reads "I/N", the part I of N parts, from 0. Throws Failure.
Shard parse_shard(std::string_view text);

}  // namespace quant::cli
