// Converts sRGB channels to linear light and back, and what the curves of other RGB spaces share
// with that.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace quant::core {

// Light is stored as an integer multiple of 1 / kWhite, where white is kWhite.
inline constexpr unsigned kLightBits = 30;
inline constexpr std::int64_t kWhite = std::int64_t{1} << kLightBits;

// Returns the light of every value that a channel of 8 or 16 bits can have.
std::span<const std::uint32_t> light_table(unsigned bits);

// Returns the light, 0 to 1, of a channel value of 0 to 1, by the sRGB curve (IEC 61966-2-1). It
// uses only + - * / on IEEE numbers, so it has the same bits on every machine.
double light_of_channel(double v);

// Inverts the curve: returns the channel value, 0 to `full`, of some light, rounded to the nearest
// step of the channel.
std::uint16_t channel_of_light(double light, std::uint32_t full);

// Returns the light of a channel value of 0 to `full` by a curve, which takes and returns 0 to 1.
// The highest value is white, whatever the curve says.
template <typename Curve>
std::uint32_t light_of_value(const Curve &curve, std::uint32_t v, std::uint32_t full) {
    if (v == full) return kWhite;
    return static_cast<std::uint32_t>(
        std::lround(curve(double(v) / full) * static_cast<double>(kWhite)));
}

// Returns that of all values.
template <typename Curve>
std::vector<std::uint32_t> light_of_values(const Curve &curve, std::uint32_t full) {
    std::vector<std::uint32_t> light(full + 1);
    for (std::uint32_t v = 0; v <= full; ++v) light[v] = light_of_value(curve, v, full);
    return light;
}

// Returns the highest value of 1 to `full` for which is_reached(value) is true, or 0. It must be
// true for all values below.
template <typename IsReached>
std::uint16_t highest_reached(std::uint32_t full, IsReached &&is_reached) {
    std::uint32_t low = 0, high = full;
    while (low < high) {
        const std::uint32_t middle = (low + high + 1) / 2;
        if (is_reached(middle)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return static_cast<std::uint16_t>(low);
}

}  // namespace quant::core
