// The last step of SSIMULACRA 2: the errors of all scales and channels become one number.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "metrics/ssimulacra2_channel.h"

namespace quant::cli::metrics {

constexpr std::size_t kMostScales = 6;

// The errors of X, Y and B.
using ScaleErrors = std::array<ChannelErrors, 3>;

// Returns the score of pictures whose errors at 1:1, 1:2, 1:4 and so on are `scales`, at most
// kMostScales of them: 100 if there are none, and less, also less than 0, the larger they are.
double ssimulacra2_score(std::span<const ScaleErrors> scales);

}  // namespace quant::cli::metrics
