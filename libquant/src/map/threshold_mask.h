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

    // Returns the mask of blue noise, or that of Bayer for a side of 2, 4, 8 or 16. Each is made on
    // first use; threads can share it.
    static const ThresholdMask &blue_noise();
    static const ThresholdMask &bayer(unsigned side);

    // Returns how many different thresholds there are: (2 i + 1) / (2 levels) of kOne, for i from
    // 0. Each occurs equally often. Therefore a multiple of 1 / levels is exactly the part of the
    // thresholds that lie below it.
    std::uint32_t levels() const { return levels_; }

    // Returns row y of the tile (modulo kSide): kSide thresholds.
    const std::uint16_t *row(std::size_t y) const { return &thresholds_[y % kSide * kSide]; }

private:
    // Scales ranks of 0 .. levels-1, each of which must occur equally often.
    ThresholdMask(const std::vector<std::uint16_t> &ranks, std::uint32_t levels);

    std::uint32_t levels_;
    std::vector<std::uint16_t> thresholds_;
};

// Returns the rank of each cell of the 64 x 64 tile in an order of blue noise: for every n, the
// first n cells are spread as evenly and as irregularly as possible.
std::vector<std::uint16_t> blue_noise_ranks();

// Returns the ranks 0 to side^2 - 1 of Bayer's matrix with this side, a power of two up to 64,
// repeated over the same tile.
std::vector<std::uint16_t> bayer_ranks(unsigned side);

}  // namespace quant::core
