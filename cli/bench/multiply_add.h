// multiply_add.h: the two loops whose speed bounds every engine, in the instruction set that the
// library uses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace quant::cli::bench {

struct CeilingLoops {
    // Multiply-adds of pairs of 16-bit numbers, all in registers. Returns the operations done; what
    // they gave is added to `sink`, so that they cannot be left out.
    std::uint64_t (*multiply_add)(std::size_t rounds, std::uint32_t &sink);

    // The sum of all words.
    std::uint64_t (*read)(std::span<const std::uint64_t> words);
};

// Those for quant_isa().
CeilingLoops ceiling_loops();

// "1.0.3"; empty without Highway.
std::string highway_version();

}  // namespace quant::cli::bench
