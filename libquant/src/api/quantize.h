// Quantizes: image -> histogram -> seeds -> search -> Lloyd iterations -> palette -> indices.
#pragma once

#include <quant/quant.h>

#include <memory>

#include "base/progress.h"
#include "cluster/palette.h"
#include "color/image.h"
#include "color/rgb_space.h"
#include "histogram/color_tally.h"

namespace quant::core {

// The result: `indices` is null for a tally.
struct Quantized {
    Quantized() { stats.struct_size = sizeof stats; }

    quant_stats stats{};
    Palette palette;
    std::unique_ptr<std::uint8_t[]> indices;
};

// Quantizes an image whose colors are those of `rgb`. The arguments must be valid, and `progress`
// made for the options. Throws std::bad_alloc and Canceled.
Quantized quantize(const quant_image &source, const RgbSpace &rgb, const quant_options &options,
                   Progress &progress);

// Returns the palette of an image with the pixels of the tally, and no indices. There must be at
// least one pixel. The options must be valid, and `progress` made for them. Throws std::bad_alloc
// and Canceled.
Quantized quantize(const ColorTally &tally, const RgbSpace &rgb, const quant_options &options,
                   Progress &progress);

}  // namespace quant::core
