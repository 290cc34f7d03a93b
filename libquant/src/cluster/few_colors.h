// Clusters pictures of few distinct colors, for which a long search takes little time.
//
// With few colors per cluster, Lloyd's algorithm stops far from the optimum: it moves a color only
// if another mean is nearer, although moving it also moves both means. What helps is merging colors
// from below instead of cutting boxes from above, moving single colors, and several starts.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "cluster/search.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// Returns whether search_few_colors() takes the place of the search that the options ask for: with
// few colors and Wu's seeds. The standard search must find at least two pixels for a color on
// average.
bool searches_few_colors(const quant_options &options, const Histogram &histogram);

// Returns the best result of several searches by exchange_clusters(). They start with the given
// centroids, which never move, and with seeds for `count` other clusters, from the colors other
// than the given points: of Ward, of Wu and of k-means++. Some other color must be left. The number
// of searches, and how long they are, depend on options.search and on the number of colors. The
// result does not depend on the team, nor on options.seed, which is the caller's way to other
// random seeds. The steps are the first passes over the colors, and the exchanges that were tried.
// Calls progress() as search() does.
Searched search_few_colors(const Histogram &histogram, std::span<const Point> given_points,
                           std::span<const Centroid> given, std::size_t count,
                           const quant_options &options, Team &team,
                           const std::function<void(unsigned, double)> &progress);

}  // namespace quant::core
