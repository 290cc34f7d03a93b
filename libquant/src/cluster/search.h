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
    // Whether most exchanges fail, so that it pays for several threads to try the next ones too.
    bool fails_mostly;
};

// Returns the effort of a quant_search, which must not be QUANT_SEARCH_NONE.
SearchEffort effort_of(int search, std::size_t colors);

// What a search found, and the Lloyd steps of the exchanges up to the last one that counts.
struct Searched {
    std::vector<Centroid> centroids;
    unsigned steps;
};

// Moves centroids whose absence costs little to clusters that are worth splitting, and keeps the
// exchanges that lower the inertia. The engine should be `cells`, with the same team; its last
// assignment is that to the result. The first `fixed` centroids never move. The result does not
// depend on the team. Calls progress(steps done, estimated part of the search) on the calling
// thread, which may throw Canceled; the steps can include some whose results are dropped.
Searched search(Engine &engine, const Histogram &histogram, std::vector<Centroid> centroids,
                std::size_t fixed, const SearchEffort &effort, Team &team,
                const std::function<void(unsigned, double)> &progress);

}  // namespace quant::core
