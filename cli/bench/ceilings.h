// Measures the limits of the machine for a roofline plot: bytes per second from memory and
// arithmetic operations per second.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "results/machine.h"

namespace quant::cli::bench {

// Returns the two ceilings for each number of threads. Takes a quarter of a second for each, and
// some time to fill memory. `cache_bytes` is the size of the last-level cache. Throws Interrupted.
//
// Bandwidth: the threads read 64-bit words from an array much larger than the caches. Each thread
// has a part of the array that it was the first to touch. K-Means over pixels reads 8 bytes of each
// pixel in an iteration and writes 1.
//
// Arithmetic: an operation is one multiplication of two 16-bit numbers, or one addition to a 32-bit
// sum, so a multiply-add of a pair of numbers is four operations. The score of a color and a
// centroid consists of two such multiply-adds. The report instead counts 9 operations for each
// score, as the paper does for a squared distance in three channels and its comparison.
std::vector<results::Ceiling> measure_ceilings(std::span<const unsigned> threads,
                                               std::uint64_t cache_bytes,
                                               std::uint64_t memory_bytes);

}  // namespace quant::cli::bench
