// From a histogram to a palette: given colors, seeds, search, iterations. It needs no pixels.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <memory>

#include "base/stopwatch.h"
#include "cluster/lloyd.h"
#include "cluster/palette.h"
#include "color/color_space.h"
#include "color/image.h"
#include "histogram/converted_colors.h"
#include "histogram/histogram.h"

namespace quant::core {

// What is clustered: a histogram in a space, and the pixels that it is of where there are some.
struct ClusterSource {
    const Histogram &histogram;
    const ColorSpace &space;
    const ImageView *image = nullptr;            // in that space
    const ConvertedColors *converted = nullptr;  // as for make_cells_engine()
    std::uint8_t *indices = nullptr;             // of the image
    const Histogram *weighted = nullptr;         // what counts instead, of weights.h, or null
};

struct Clustered {
    Palette palette;
    std::vector<Centroid> centroids;  // palette.order[k] is the entry of the k-th
    std::unique_ptr<Engine> engine;   // its last assignment is to these; refers to the source
};

// The same for any engine; without pixels it is `cells`. Sets what `stats` has to say about the
// clustering, and laps the stopwatch up to the end of the iterations. The options must be valid.
// Throws std::bad_alloc and Canceled.
Clustered cluster(const ClusterSource &source, const quant_options &options, unsigned threads,
                  Stopwatch &watch, quant_stats &stats);

}  // namespace quant::core
