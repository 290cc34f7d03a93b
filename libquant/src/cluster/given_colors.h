// The colors that a palette must have unchanged: those of options.palette, which are the whole
// palette, or those of options.keep; and full transparency, if the image has fully transparent
// pixels.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <vector>

#include "color/color_space.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

struct GivenColors {
    GivenColors(const quant_options &options, const Histogram &histogram, const ColorSpace &space,
                Team *team = nullptr);

    bool are_all;  // no other color is chosen, and the order stays
    std::vector<quant_color> colors;

    // The colors that pixels can get, and the index in `colors` of each. If every pixel is opaque,
    // pixels cannot get translucent colors, unless the palette has no others.
    std::vector<Point> points;
    std::vector<Centroid> centroids;  // `points`, rounded
    std::vector<std::uint8_t> color_of;
};

}  // namespace quant::core
