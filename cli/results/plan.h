// What a benchmark measures on every picture.
#pragma once

#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::results {

struct Plan {
    std::vector<unsigned> colors{8, 16, 32};
    std::vector<unsigned> threads{1, 2, 4, 8, 16};
    std::vector<quant_engine> engines{QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP,
                                      QUANT_ENGINE_CELLS};
    unsigned runs = 5;
    unsigned warmup = 1;  // runs before those, which are not recorded

    bool has(quant_engine engine) const;
};

// One thing to measure. The engine `sequential` has one thread.
struct Task {
    unsigned colors = 0;
    quant_engine engine = QUANT_ENGINE_SEQUENTIAL;
    unsigned threads = 1;

    friend auto operator<=>(const Task &, const Task &) = default;
};

// Returns for each K the engine `sequential` once, and the parallel engines with each number of
// threads.
std::vector<Task> tasks_of(const Plan &plan);

}  // namespace quant::cli::results
