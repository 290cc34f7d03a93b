// The last pass of automatic dithering with a thorough search. Error diffusion decides each pixel
// once, by the pixels before it; this pass decides each again, by the pixels all around it.
#pragma once

#include <cstdint>

#include "base/parallel.h"
#include "color/image.h"
#include "map/dither.h"

namespace quant::core {

// Gives pixels other entries where the picture, seen a little blurred, then comes nearer to the
// original. `indices` must be those of the dithered image; pixels that are settled keep theirs. The
// number of threads does not change the result.
void refine_dither(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
                   Team &team, std::uint8_t *indices);

}  // namespace quant::core
