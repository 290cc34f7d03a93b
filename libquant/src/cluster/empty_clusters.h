// What becomes of clusters that no pixel belongs to.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <span>

#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

struct EmptyRule {
    quant_empty policy;
    Centroid black;         // what the policy `zero` stands for
    std::size_t fixed = 0;  // so many clusters, the first ones, stay as they are, empty or not
};

// `assigned` are the centroids of the last assignment, `clusters` its moments, `moved` the new
// centroids, of which those of empty clusters are set here, in order of their index. Reads the
// histogram rather than the pixels, so every engine decides alike; it costs a brute-force
// assignment of every color, but clusters are seldom empty.
void treat_empty_clusters(const EmptyRule &rule, const Histogram &histogram,
                          std::span<const Centroid> assigned, std::span<const Moments> clusters,
                          std::span<Centroid> moved);

}  // namespace quant::core
