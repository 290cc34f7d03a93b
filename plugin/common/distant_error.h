// The error of a result as it is seen from afar, where the dots of a dither mix to the color that
// they stand for. The plain error calls every dither worse, because it knows single pixels only.
#pragma once

#include <span>

#include "common/reduction.h"

namespace quant::plugin {

// The standard deviation of the blur in pixels: that of a screen at arm's length (docs/metrics.md).
inline constexpr double kDistantBlur = 1.5;

// Returns the mean squared error of all layers together, as Reduction::mse() does, but of the
// layers and their results after a Gaussian blur, which mixes light (linear values of sRGB). The
// kernel is cut at 4 sigma, and layers are mirrored at their borders, the outermost pixels
// included. A pixel counts by its alpha. Only every third pixel of every third row is compared, and
// of a large layer only some tiles, which are always the same.
double distant_mse(std::span<const Layer> layers, const Reduction &reduction);

}  // namespace quant::plugin
