// K-Means in one dimension, solved to the proven optimum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"

namespace quant::core {

// Positions first .. last - 1, which share a cluster.
struct Run {
    std::size_t first, last;
    friend bool operator==(const Run &, const Run &) = default;
};

struct LineProblem {
    std::span<const std::uint32_t> positions;  // ascending, below 2^15
    std::span<const std::uint64_t> weights;    // at least 1; together less than 2^32

    // What a position costs outside of all runs, or nothing if each must be in one. The unit of
    // these costs is 1 / `unit` of the squared distance between the positions 0 and 1.
    std::span<const std::uint64_t> fixed_costs;
    std::uint64_t unit = 1;
};

// Returns at most `most` runs, in ascending order, of least cost: the sum of weight times squared
// distance to the mean of the run, and of the fixed costs of the positions outside of runs. Of
// equally good results, it is always the same one. Costs are computed from exact integers, and
// rounded as double. Lets the team, if any, check meanwhile.
std::vector<Run> best_runs(const LineProblem &problem, std::size_t most, Team *team = nullptr);

// Returns that sum, in squared distances of positions.
double cost_of(const LineProblem &problem, std::span<const Run> runs);

}  // namespace quant::core
