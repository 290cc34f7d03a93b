// plan.h: what `quant bench` measures on every picture, and in which order.
#pragma once

#include <cstddef>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::bench {

struct Plan {
    std::vector<unsigned> colors{8, 16, 32};
    std::vector<unsigned> threads{1, 2, 4, 8, 16};
    std::vector<quant_engine> engines{QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP,
                                      QUANT_ENGINE_CELLS};
    unsigned runs = 5;
    unsigned warmup = 1;

    bool has(quant_engine engine) const;
};

// One thing to measure; `sequential` has one thread.
struct Task {
    unsigned colors = 0;
    quant_engine engine = QUANT_ENGINE_SEQUENTIAL;
    unsigned threads = 1;

    friend bool operator==(const Task &, const Task &) = default;
};

// For each K: sequential once, the parallel engines with each number of threads.
std::vector<Task> tasks_of(const Plan &plan);

// The order of the tasks in one round, in which each runs once. A machine that slows down, or a
// neighbor that comes and goes, must not strike some tasks more than others: each round begins
// elsewhere, and every second one goes backwards.
std::vector<std::size_t> order_of_round(std::size_t tasks, unsigned round, unsigned rounds);

}  // namespace quant::cli::bench
