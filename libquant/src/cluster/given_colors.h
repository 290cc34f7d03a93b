// Colors that a palette must have as they are: those of options.palette, which are all of it, or
// those of options.keep, and nothing at all where the image has fully transparent pixels.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <vector>

#include "color/color_space.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

struct GivenColors {
    GivenColors(const quant_options &options, const Histogram &histogram, const ColorSpace &space);

    bool are_all;  // nothing else is to be chosen, and their order stays
    std::vector<quant_color> colors;

    // Those that pixels can get, all but translucent ones where every pixel is opaque; and which
    // color each of them is.
    std::vector<Point> points;
    std::vector<Centroid> centroids;  // of these points, rounded
    std::vector<std::uint8_t> color_of;
};

}  // namespace quant::core
