// Reduces a picture to its distinct colors, which is the same problem for K-Means and less work.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/lloyd.h"

namespace quant::cli::validate {

using reference::Rgb;

struct DistinctColors {
    std::vector<Rgb> colors;              // ascending
    std::vector<std::uint64_t> counts;    // number of pixels of each color
    std::vector<std::uint32_t> of_pixel;  // index of the color of each pixel
};

// Returns the distinct colors of `pixels`, which are 3 bytes each and fewer than 2^32.
DistinctColors distinct_colors(std::span<const std::uint8_t> pixels);

}  // namespace quant::cli::validate
