// Decides the order in which the tasks of a picture are measured.
#pragma once

#include <cstddef>
#include <vector>

namespace quant::cli::bench {

// Returns the order of the tasks in one round, which runs each task once. A machine that slows
// down, or other programs that come and go, must not affect some tasks more than others: each round
// starts at another task, and every second round runs backwards.
std::vector<std::size_t> order_of_round(std::size_t tasks, unsigned round, unsigned rounds);

}  // namespace quant::cli::bench
