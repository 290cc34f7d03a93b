// The thresholds of ordered dithering, in a square tile that repeats over the image.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quant::core {

// A tile of thresholds.
class ThresholdMask {
public:
    static constexpr std::size_t kSide = 64;
    static constexpr std::uint32_t kOne = 1U << 16;

    // Returns the mask of an ordered method. It is made on first use; threads can share it.
    static const ThresholdMask &of(quant_dither method);

    // Returns row y of the tile (modulo kSide): kSide thresholds. The thresholds of the tile are
    // evenly distributed over 0 .. kOne.
    const std::uint16_t *row(std::size_t y) const { return &thresholds_[y % kSide * kSide]; }

private:
    // Scales ranks of 0 .. levels-1, each of which must occur equally often.
    ThresholdMask(const std::vector<std::uint16_t> &ranks, std::uint32_t levels);

    std::vector<std::uint16_t> thresholds_;
};

// Returns the rank of each cell of the 64 x 64 tile in an order of blue noise: for every n, the
// first n cells are spread as evenly and as irregularly as possible.
std::vector<std::uint16_t> blue_noise_ranks();

// Returns the ranks 0 to 63 of Bayer's 8 x 8 matrix, repeated over the same tile.
std::vector<std::uint16_t> bayer_ranks();

}  // namespace quant::core
