// Computes the curve by Newton's method, and its inverse by bisection over the channel values.
#include "color/linear_light.h"

#include <array>
#include <cmath>
#include <cstddef>
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
    // The light of the lower border of each value of 8 bits, half a step below it. Those of 16 bits
    // are computed as they are needed, because they are many.
    static const auto borders_of_8_bits = [] {
        std::array<double, 256> borders{};
        for (std::size_t v = 1; v < borders.size(); ++v)
            borders[v] = light_of_channel((static_cast<double>(v) - 0.5) / 255);
        return borders;
    }();
    const auto border = [&](std::uint32_t v) {
        return full == 255 ? borders_of_8_bits[v] : light_of_channel((v - 0.5) / full);
    };
    // The highest value whose lower border is not above the light.
    std::uint32_t low = 0, high = full;
    while (low < high) {
        const std::uint32_t middle = (low + high + 1) / 2;
        if (border(middle) <= light) {
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
