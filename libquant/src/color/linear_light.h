// Converts sRGB channels to linear light and back.
#pragma once

#include <cstdint>
#include <span>

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

}  // namespace quant::core
