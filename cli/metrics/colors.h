// Counts the different colors of a picture.
#pragma once

#include <cstdint>

#include <quant/quant.hpp>

#include "metrics/tick.h"

namespace quant::cli::metrics {

// Returns the number of colors. Colors with different alpha are different, but all fully
// transparent pixels have one color.
std::uint64_t distinct_colors(const Image &image, const Tick &tick = {});

}  // namespace quant::cli::metrics
