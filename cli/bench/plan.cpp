// plan.cpp: the grid of tasks and its rounds.
#include "bench/plan.h"

#include <algorithm>

namespace quant::cli::bench {

bool Plan::has(quant_engine engine) const {
    return std::find(engines.begin(), engines.end(), engine) != engines.end();
}

std::vector<Task> tasks_of(const Plan &plan) {
    std::vector<Task> tasks;
    for (const unsigned colors : plan.colors) {
        for (const quant_engine engine : plan.engines) {
            if (engine == QUANT_ENGINE_SEQUENTIAL) {
                tasks.push_back({colors, engine, 1});
                continue;
            }
            for (const unsigned threads : plan.threads) tasks.push_back({colors, engine, threads});
        }
    }
    return tasks;
}

std::vector<std::size_t> order_of_round(std::size_t tasks, unsigned round, unsigned rounds) {
    std::vector<std::size_t> order(tasks);
    const std::size_t start = tasks * round / std::max(rounds, 1U);
    for (std::size_t i = 0; i < tasks; ++i) order[i] = (start + i) % tasks;
    if (round % 2 != 0) std::reverse(order.begin(), order.end());
    return order;
}

}  // namespace quant::cli::bench
