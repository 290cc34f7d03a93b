// Linear light of sRGB channels, and back.
#pragma once

#include <cstdint>
#include <span>

namespace quant::core {

// Light is a fraction of white, in integers of this many.
inline constexpr unsigned kLightBits = 30;
inline constexpr std::int64_t kWhite = std::int64_t{1} << kLightBits;

// The light of every value that a channel of 8 or 16 bits can have.
std::span<const std::uint32_t> light_table(unsigned bits);

// The sRGB curve (IEC 61966-2-1): light, 0 to 1, of a channel of 0 to 1. It takes nothing but
// + - * / on IEEE numbers, so it has the same bits on every machine.
double light_of_channel(double v);

// Its inverse: the channel, 0 to `full`, whose light is nearest, halves of a step counted on the
// side of the channel.
std::uint16_t channel_of_light(double light, std::uint32_t full);

}  // namespace quant::core
