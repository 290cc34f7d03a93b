// Defines what a benchmark measures on every picture.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "results/engine.h"

namespace quant::cli::results {

struct Plan {
    std::vector<unsigned> colors{8, 16, 32};
    std::vector<unsigned> threads{1, 2, 4, 8, 16};
    std::vector<Engine> engines{Engine::sequential, Engine::openmp, Engine::cells};
    unsigned runs = 5;
    unsigned warmup = 1;       // runs before the others, not recorded
    unsigned most_copies = 0;  // most threads with which weak scaling is measured; 0 for none

    bool has(Engine engine) const;

    friend bool operator==(const Plan &, const Plan &) = default;
};

// A combination to measure. The engines that are not parallel always have one thread. Small, as a
// benchmark may have millions of measurements.
struct Task {
    constexpr Task() = default;
    constexpr Task(unsigned k, Engine with, unsigned number_of_threads,
                   unsigned number_of_copies = 1)
        : colors(static_cast<std::uint16_t>(k)),
          engine(with),
          threads(static_cast<std::uint16_t>(number_of_threads)),
          copies(static_cast<std::uint16_t>(number_of_copies)) {}

    std::uint16_t colors = 0;
    Engine engine = Engine::sequential;
    std::uint16_t threads = 1;
    std::uint16_t copies = 1;  // of the picture, one below the other: so many times the work

    friend bool operator==(const Task &, const Task &) = default;
    friend bool operator<(const Task &a, const Task &b) {
        return std::tie(a.colors, a.engine, a.threads, a.copies) <
               std::tie(b.colors, b.engine, b.threads, b.copies);
    }
};

// Returns the tasks: for each K, the other engines once and each parallel one with every number of
// threads, as far as the plan has the engines; and with as many copies as threads, up to the
// most copies.
std::vector<Task> tasks_of(const Plan &plan);

// Returns the tasks that a measurement of this task is compared with, of those of the plan: the
// same K by `sequential`, and by the same engine with one thread.
std::vector<Task> bases_of(const Task &task, const Plan &plan);

// Returns a plan of everything that one of the two has, with the larger number of runs.
Plan joined(const Plan &a, const Plan &b);

}  // namespace quant::cli::results
