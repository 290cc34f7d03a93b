// Measures what the machine can do at most, for a roofline: bytes per second from memory and
// arithmetic operations per second, with each number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "results/machine.h"

namespace quant::cli::bench {

// Bandwidth: 64-bit words read from an array much larger than the caches, of which each thread has
// a part that it was the first to touch. K-Means over pixels reads 8 bytes of each in an iteration
// and writes 1.
//
// Arithmetic: an operation is one multiplication of two 16-bit numbers, or one addition to a 32-bit
// sum; a multiply-add of a pair is four. That is what a score is made of: two of them. An engine's
// operations are 9 x pixels x K x iterations, as the paper counts a squared distance in three
// channels and its comparison.
// Takes a quarter of a second for each number of threads, and some time to fill memory.
// `cache_bytes` is the size of the last-level cache. Throws Interrupted.
std::vector<results::Ceiling> measure_ceilings(std::span<const unsigned> threads,
                                               std::uint64_t cache_bytes,
                                               std::uint64_t memory_bytes);

}  // namespace quant::cli::bench
