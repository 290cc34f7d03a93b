// Compares the engines with the ceilings of the machine, and finds what may end their speed-up.
#pragma once

#include <string>
#include <vector>

#include "report/analysis.h"

namespace quant::cli::report {

// An engine at one place in the roofline plot.
struct Placed {
    results::Engine engine = results::Engine::openmp;
    unsigned k = 0;
    unsigned threads = 0;
    Placement placement;
    Roof roof;
};

// Returns the places of `sequential`, and of `openmp` and `cells` with one thread and with the
// count that is fastest without oversubscription. Leaves out what the single measurements or the
// ceilings do not tell.
std::vector<Placed> placements(const SetAnalysis &set, const Analysis &analysis);

// Returns the shares of the ceilings that may limit an engine. The share of bandwidth is 0 if the
// pixels of every picture fit in the last-level cache: memory bandwidth is then no limit.
Nearness bounds(const Placed &placed, const SetAnalysis &set, const results::Machine &machine);

// Returns what the rule growth() needs to explain where speed-up stops.
Limits limits_of(const Scaling &scaling, const SetAnalysis &set, const Analysis &analysis);

}  // namespace quant::cli::report
