// Lists the tasks of a plan by K, then engine, then threads.
#include "results/plan.h"

#include <algorithm>

namespace quant::cli::results {

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

}  // namespace quant::cli::results
