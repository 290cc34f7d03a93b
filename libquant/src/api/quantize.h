// The whole way: image -> histogram -> seeds -> Lloyd iterations -> palette -> indices.
#pragma once

#include <quant/quant.h>

#include <memory>

#include "cluster/palette.h"
#include "color/image.h"
#include "histogram/color_tally.h"

namespace quant::core {

struct Quantized {
    quant_stats stats{};
    Palette palette;
    std::unique_ptr<std::uint8_t[]> indices;
};

// Arguments must be valid. Throws std::bad_alloc and Canceled.
Quantized quantize(const quant_image &source, const quant_options &options);

// The palette that an image of these pixels has by these options, and no indices. There must be
// some pixels.
Quantized quantize(const ColorTally &tally, const quant_options &options);

}  // namespace quant::core
