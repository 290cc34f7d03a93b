// Converts linear light to bytes as a camera does: exposure, film curve, sensor noise.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sample/noise.h"

namespace quant::cli::sample {

// Returns the display value of linear light: its square root up to the shoulder, then ever slower
// towards white.
inline double expose(double light) {
    constexpr double shoulder = 0.6;
    if (light <= shoulder) return std::sqrt(std::max(light, 0.0));
    const double over = (light - shoulder) * (1.0 / (1.0 - shoulder));
    return std::sqrt(shoulder + (1.0 - shoulder) * over / (1.0 + over));
}

// Writes the three bytes of the pixel x, y. The noise changes mostly the brightness, and is
// stronger in the shadows. It is a sum of four random bytes, which is nearly normal.
inline void develop(const Color &light, std::uint32_t x, std::uint32_t y, std::uint32_t seed,
                    std::uint8_t *out) {
    const std::uint32_t a = hash(x, y, seed), b = a * 0x9e3779b1u ^ (a >> 16);
    const auto byte = [](std::uint32_t bits, unsigned i) {
        return static_cast<int>(bits >> (8 * i) & 255u);
    };
    const double brightness =
        static_cast<double>(byte(a, 0) + byte(a, 1) + byte(a, 2) + byte(a, 3) - 510) * (1.0 / 148);
    const auto channel = [&](double linear, unsigned i) {
        const double value = expose(linear);
        const double tint = static_cast<double>(byte(b, i) + byte(b, i + 1) - 255) * (1.0 / 130);
        const double level = value * 255.0 + (brightness + tint) * (1.5 - 0.9 * value) + 0.5;
        return static_cast<std::uint8_t>(clamp(level, 0.0, 255.0));
    };
    out[0] = channel(light.r, 0);
    out[1] = channel(light.g, 1);
    out[2] = channel(light.b, 2);
}

}  // namespace quant::cli::sample
