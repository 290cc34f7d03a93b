// Treats clusters that no pixel belongs to.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <span>

#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// What to do with empty clusters.
struct EmptyRule {
    quant_empty policy;
    Centroid black;         // the centroid that the policy `zero` gives
    std::size_t fixed = 0;  // the first `fixed` clusters never change, empty or not
};

// Sets the new centroids, `moved`, of empty clusters in the order of their index; the policy
// `split` also moves the centroids of the clusters that it splits. `assigned` are the centroids of
// the last assignment, and `clusters` its moments. Reads the histogram instead of the pixels, so
// that all engines decide alike. This costs a brute-force assignment of every color, but clusters
// are seldom empty. Lets the team, if any, check meanwhile.
void treat_empty_clusters(const EmptyRule &rule, const Histogram &histogram,
                          std::span<const Centroid> assigned, std::span<const Moments> clusters,
                          std::span<Centroid> moved, Team *team = nullptr);

}  // namespace quant::core
