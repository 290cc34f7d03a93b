// Looks for better centroids than Lloyd's algorithm alone finds, between seeding and iterations.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "cluster/lloyd.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

struct SearchEffort {
    unsigned first_steps;     // Lloyd steps before anything is exchanged
    unsigned steps;           // after each exchange
    unsigned most_exchanges;  // that are tried
    unsigned most_failures;   // in a row that end the search
    // An exchange is tried if its cost is at most so many times its gain, by estimates that are
    // rough: the steps after it move all around.
    double hopeful;
};

// For a quant_search other than QUANT_SEARCH_NONE.
SearchEffort effort_of(int search, std::size_t colors);

// Exchanges centroids that are hardly missed for halves of clusters that had better be two, and
// keeps what lowers the inertia. The engine is best `cells`. The first `fixed` centroids stay as
// they are. progress(steps done) may throw Canceled.
std::vector<Centroid> search(Engine &engine, const Histogram &histogram,
                             std::vector<Centroid> centroids, std::size_t fixed,
                             const SearchEffort &effort,
                             const std::function<void(unsigned)> &progress);

}  // namespace quant::core
