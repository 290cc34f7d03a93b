// limits.h: engines held against what the machine can do, and what may end their speed-up.
#pragma once

#include <string>
#include <vector>

#include "report/analysis.h"

namespace quant::cli::report {

// An engine at one place in the roofline.
struct Placed {
    std::string engine;
    unsigned k = 0;
    unsigned threads = 0;
    Placement placement;
    Roof roof;
};

// sequential, and the others with one thread and with the count that is fastest without
// oversubscription; those that the single measurements and the ceilings tell of.
std::vector<Placed> placements(const SetAnalysis &set, const Analysis &analysis);

// Shares of the ceilings that may bound it: from a cache, the bandwidth of memory bounds nothing.
Nearness bounds(const Placed &placed, const SetAnalysis &set, const results::Machine &machine);

// What growth() weighs.
Limits limits_of(const Scaling &scaling, const SetAnalysis &set, const Analysis &analysis);

}  // namespace quant::cli::report
