// colors.h: how many different colors a picture has.
#pragma once

#include <cstdint>

#include <quant/quant.hpp>

#include "metrics/tick.h"

namespace quant::cli::metrics {

// Colors with different alpha are different; all fully transparent pixels are one color.
std::uint64_t distinct_colors(const Image &image, const Tick &tick = {});

}  // namespace quant::cli::metrics
