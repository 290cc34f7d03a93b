// Rotates the tasks by an equal share in each round, and reverses every second round.
#include "bench/round_order.h"

#include <algorithm>

namespace quant::cli::bench {

std::vector<std::size_t> order_of_round(std::size_t tasks, unsigned round, unsigned rounds) {
    std::vector<std::size_t> order(tasks);
    const std::size_t start = tasks * round / std::max(rounds, 1U);
    for (std::size_t i = 0; i < tasks; ++i) order[i] = (start + i) % tasks;
    if (round % 2 != 0) std::reverse(order.begin(), order.end());
    return order;
}

}  // namespace quant::cli::bench
