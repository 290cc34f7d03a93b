// What indices amount to that were not made by the clustering itself.
#pragma once

#include <cstdint>

#include "image.h"
#include "palette.h"

namespace quant::core {

// Sets the counts and the errors of the palette to those of the indices.
void measure_written(const ImageView &image, const std::uint8_t *indices, unsigned threads,
                     Palette &palette);

}  // namespace quant::core
