// Clusters a histogram into a palette: given colors, seeds, search, iterations. No pixels are
// needed.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <memory>

#include "base/progress.h"
#include "base/stopwatch.h"
#include "cluster/lloyd.h"
#include "cluster/opaque_pixels.h"
#include "cluster/palette.h"
#include "cluster/straight_colors.h"
#include "color/color_space.h"
#include "color/image.h"
#include "histogram/converted_colors.h"
#include "histogram/histogram.h"

namespace quant::core {

// The input of a clustering: a histogram in a space, and the image that it was made from, if any.
struct ClusterSource {
    const Histogram &histogram;
    const ColorSpace &space;
    const ImageView *image = nullptr;            // in `space`, or null
    const ConvertedColors *converted = nullptr;  // see make_cells_engine()
    std::uint8_t *indices = nullptr;             // one for each pixel of the image

    // Weighted copy used to choose the palette (weights.h); null if every pixel counts once.
    const Histogram *weighted = nullptr;

    StraightColors straight{};  // of the pixels of the histogram, and perhaps of others
};

// The result of a clustering.
struct Clustered {
    Palette palette;
    std::vector<Centroid> centroids;  // palette.order[k] is the entry of the k-th one
    OpaqueRule opaque;                // corrects indices of the palette
    std::unique_ptr<Engine> engine;   // last assigned to `centroids`; refers to the source
};

// Clusters the colors of a source, and assigns them to the entries that are delivered. The result
// is the same for every engine; without an image the engine is `cells`. Sets the fields of `stats`
// that describe the clustering. Laps the stopwatch after the search and after the iterations. The
// options must be valid. Throws std::bad_alloc and Canceled.
Clustered cluster(const ClusterSource &source, const quant_options &options, Team &team,
                  Progress &progress, Stopwatch &watch, quant_stats &stats);

}  // namespace quant::core
