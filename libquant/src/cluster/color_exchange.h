// Searches for a better partition of few distinct colors by exchanges of clusters.
#pragma once

#include <cstdint>
#include <functional>

#include "cluster/color_clusters.h"

namespace quant::core {

struct ExchangeEffort {
    unsigned most_failures;      // exchanges in a row that fail, which end the first search
    unsigned most_disturbances;  // in a row that lead to nothing better, which end it all
};

// Tries exchanges, and keeps those after which the inertia is lower. An exchange gives all colors
// of one cluster to others and, to it, a part of another one; then single colors move. When nothing
// better is found, some exchanges are made at random, and the search goes on from there; it returns
// if that leads to nothing better ("iterated local search", Lourenco, Martin, Stutzle 2003). The
// colors should be settled: pass() should return false. Calls progress(part done) before each
// exchange, which may throw.
void exchange_clusters(ColorClusters &clusters, const ExchangeEffort &effort, std::uint64_t seed,
                       const std::function<void(double)> &progress);

}  // namespace quant::core
