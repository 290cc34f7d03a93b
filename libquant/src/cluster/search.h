// Searches for better centroids than Lloyd's algorithm alone finds, between seeding and iterations.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "cluster/lloyd.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// How much work a search does.
struct SearchEffort {
    unsigned first_steps;     // Lloyd steps before the first exchange
    unsigned steps;           // Lloyd steps after each exchange
    unsigned most_exchanges;  // tries
    unsigned most_failures;   // failures in a row that end the search
    // An exchange is tried if its estimated cost is less than this many times its estimated gain.
    // The estimates are rough, because the steps after an exchange move all centroids around it.
    double hopeful;
};

// Returns the effort of a quant_search, which must not be QUANT_SEARCH_NONE.
SearchEffort effort_of(int search, std::size_t colors);

// Moves centroids whose absence costs little to clusters that are worth splitting, and keeps the
// exchanges that lower the inertia. The engine should be `cells`. The first `fixed` centroids never
// move. Calls progress(steps done), which may throw Canceled.
std::vector<Centroid> search(Engine &engine, const Histogram &histogram,
                             std::vector<Centroid> centroids, std::size_t fixed,
                             const SearchEffort &effort,
                             const std::function<void(unsigned)> &progress);

}  // namespace quant::core
