// Computes the curve by Newton's method, and its inverse by bisection over the channel values.
#include "color/linear_light.h"

#include <cmath>
#include <vector>

namespace quant::core {
namespace {

// Returns the fifth root of 0 < x <= 1. Newton's method begins above the root and falls until it
// has reached it.
double fifth_root(double x) {
    double root = 1;
    for (;;) {
        const double square = root * root;
        const double next = (4 * root + x / (square * square)) / 5;
        if (!(next < root)) return root;
        root = next;
    }
}

std::vector<std::uint32_t> make_table(std::uint32_t full) {
    std::vector<std::uint32_t> table(full + 1);
    for (std::uint32_t v = 0; v <= full; ++v)
        table[v] =
            static_cast<std::uint32_t>(std::lround(light_of_channel(double(v) / full) * kWhite));
    return table;
}

}  // namespace

double light_of_channel(double v) {
    if (v <= 0.04045) return v / 12.92;
    const double base = (v + 0.055) / 1.055;
    const double root = fifth_root(base);
    return base * base * (root * root);  // base^2.4
}

std::uint16_t channel_of_light(double light, std::uint32_t full) {
    // The highest value whose lower border, half a step below it, is not above the light.
    std::uint32_t low = 0, high = full;
    while (low < high) {
        const std::uint32_t middle = (low + high + 1) / 2;
        if (light_of_channel((middle - 0.5) / full) <= light) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return static_cast<std::uint16_t>(low);
}

std::span<const std::uint32_t> light_table(unsigned bits) {
    static const std::vector<std::uint32_t> of_8_bits = make_table(255);
    if (bits == 8) return of_8_bits;
    static const std::vector<std::uint32_t> of_16_bits = make_table(65535);
    return of_16_bits;
}

}  // namespace quant::core
