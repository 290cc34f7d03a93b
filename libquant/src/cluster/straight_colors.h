// The colors of pixels before they become points, which do not keep all of 16 bits.
#pragma once

#include <quant/quant.h>

#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "histogram/color_tally.h"

namespace quant::core {

// Where colors are looked up: in an image, or in the colors of a tally.
struct StraightColors {
    const ImageView *image = nullptr;
    std::span<const CountedColor> counted;  // if there is no image
    const ColorSpace *space = nullptr;      // of the points of these
};

// Sets colors[i] to the color of most of the pixels that have the point points[i], the lowest one
// of several. The points must differ. A color that no pixel has stays as it is.
void look_up(const StraightColors &straight, std::span<const Point> points, bool has_alpha,
             Team &team, std::span<quant_color16> colors);

}  // namespace quant::core
