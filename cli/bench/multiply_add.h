// Offers the two loops whose speed bounds every engine, in the instruction set that the library
// uses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace quant::cli::bench {

struct CeilingLoops {
    // Does multiply-adds of pairs of 16-bit numbers, all in registers. Returns the number of
    // operations. Adds their result to `sink`, so that the compiler cannot remove them.
    std::uint64_t (*multiply_add)(std::size_t rounds, std::uint32_t &sink);

    // Returns the sum of all words.
    std::uint64_t (*read)(std::span<const std::uint64_t> words);
};

// Returns the loops for the instruction set quant_isa().
CeilingLoops ceiling_loops();

// Returns a version such as "1.0.3"; empty if the program was built without Highway.
std::string highway_version();

}  // namespace quant::cli::bench
