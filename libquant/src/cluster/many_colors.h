// Searches of histograms with so many colors that each step over all of them takes long.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "cluster/lloyd.h"
#include "cluster/search.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// Searches as search() does with the effort of a quant_search, mostly in a histogram of fewer
// colors. Returns nothing if the colors are too few for that to pay.
std::optional<Searched> search_many_colors(Engine &engine, const Histogram &counted,
                                           const std::vector<Centroid> &centroids,
                                           std::size_t fixed, int effort, CellOrder order,
                                           Team &team,
                                           const std::function<void(unsigned, double)> &progress);

}  // namespace quant::core
