// Puts a pixel with straight alpha over another, as frames of animations are put on a canvas.
#pragma once

#include <cstdint>

namespace quant::cli {

// Both pixels are RGBA, of 8 or 16 bits. The intermediate values are exact.
template <typename Sample>
void blend_over(const Sample *over, Sample *under) {
    constexpr std::uint64_t most = static_cast<Sample>(-1);
    const std::uint64_t weight = over[3] * most;
    const std::uint64_t rest = under[3] * (most - over[3]);
    const std::uint64_t sum = weight + rest;
    if (sum == 0) return;
    for (int c = 0; c < 3; ++c)
        under[c] = static_cast<Sample>((over[c] * weight + under[c] * rest + sum / 2) / sum);
    under[3] = static_cast<Sample>((sum + most / 2) / most);
}

}  // namespace quant::cli
