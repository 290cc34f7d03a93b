// The thresholds of ordered dithering: a square tile that repeats over the image.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quant::core {

class ThresholdMask {
public:
    static constexpr std::size_t kSide = 64;
    static constexpr std::uint32_t kOne = 1U << 16;

    // The mask of an ordered method, made on first use.
    static const ThresholdMask &of(quant_dither method);

    // A row of kSide thresholds, evenly distributed over 0 .. kOne.
    const std::uint16_t *row(std::size_t y) const { return &thresholds_[y % kSide * kSide]; }

private:
    // From ranks 0 .. levels-1, each as often as any other.
    ThresholdMask(const std::vector<std::uint16_t> &ranks, std::uint32_t levels);

    std::vector<std::uint16_t> thresholds_;
};

// Each cell of the 64 x 64 tile once, in an order in which the first n are spread as evenly and as
// irregularly as they can, for every n: blue noise.
std::vector<std::uint16_t> blue_noise_ranks();

// The 64 ranks of Bayer's 8 x 8 matrix, all over the same tile.
std::vector<std::uint16_t> bayer_ranks();

}  // namespace quant::core
