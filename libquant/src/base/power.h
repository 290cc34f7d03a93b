// Computes powers from square roots and products. IEEE 754 defines these to the last bit, so a
// power is the same on every machine; std::pow() is not.
#pragma once

#include <cmath>
#include <cstdint>

namespace quant::core {

// Returns x^(part / 2^bits) for x >= 0 and 0 <= part < 2^bits, from x^(1/2), x^(1/4), and so on.
inline double root_power(double x, std::uint64_t part, unsigned bits) {
    double power = 1;
    for (unsigned bit = bits; bit-- > 0;) {
        x = std::sqrt(x);
        if (part >> bit & 1) power *= x;
    }
    return power;
}

}  // namespace quant::core
