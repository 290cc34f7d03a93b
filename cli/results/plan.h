// Defines what a benchmark measures on every picture.
#pragma once

#include <tuple>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::results {

struct Plan {
    std::vector<unsigned> colors{8, 16, 32};
    std::vector<unsigned> threads{1, 2, 4, 8, 16};
    std::vector<quant_engine> engines{QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP,
                                      QUANT_ENGINE_CELLS};
    unsigned runs = 5;
    unsigned warmup = 1;  // runs before the others, not recorded

    bool has(quant_engine engine) const;
};

// A combination to measure. The engine `sequential` always has one thread.
struct Task {
    unsigned colors = 0;
    quant_engine engine = QUANT_ENGINE_SEQUENTIAL;
    unsigned threads = 1;

    friend bool operator==(const Task &, const Task &) = default;
    friend bool operator<(const Task &a, const Task &b) {
        return std::tie(a.colors, a.engine, a.threads) < std::tie(b.colors, b.engine, b.threads);
    }
};

// Returns the tasks: for each K, the engine `sequential` once and each other engine with every
// number of threads, as far as the plan has the engines.
std::vector<Task> tasks_of(const Plan &plan);

}  // namespace quant::cli::results
