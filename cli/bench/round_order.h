// The order in which the tasks of a picture are measured.
#pragma once

#include <cstddef>
#include <vector>

namespace quant::cli::bench {

// Returns the order of the tasks in one round, in which each runs once. A machine that slows down,
// or a neighbor that comes and goes, must not strike some tasks more than others: each round begins
// at another task, and every second round goes backwards.
std::vector<std::size_t> order_of_round(std::size_t tasks, unsigned round, unsigned rounds);

}  // namespace quant::cli::bench
