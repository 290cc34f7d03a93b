// Computes the curve by Newton's method, and its inverse by bisection over the channel values.
#include "color/linear_light.h"

#include <array>
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
    return highest_reached(full, [&](std::uint32_t v) { return border(v) <= light; });
}

std::span<const std::uint32_t> light_table(unsigned bits) {
    static const std::vector<std::uint32_t> of_8_bits = light_of_values(light_of_channel, 255);
    if (bits == 8) return of_8_bits;
    static const std::vector<std::uint32_t> of_16_bits = light_of_values(light_of_channel, 65535);
    return of_16_bits;
}

}  // namespace quant::core
