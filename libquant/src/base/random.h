// The library's random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
// number generators", OOPSLA 2014). It is written out here because the distributions of the
// standard library differ between implementations, and a seed must give the same draws everywhere.
#pragma once

#include <cstdint>

namespace quant::core {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    // Returns 64 random bits.
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27) * 0x94D049BB133111EBU;
        return z ^ z >> 31;
    }

    // Returns a uniform number in 0 .. bound-1 for bound > 0. It has no bias, because draws below
    // 2^64 mod bound are drawn again.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t biased = -bound % bound;
        std::uint64_t draw = next();
        while (draw < biased) draw = next();
        return draw % bound;
    }

private:
    std::uint64_t state_;
};

}  // namespace quant::core
