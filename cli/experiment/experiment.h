// Repeats the published experiment in one go: `quant bench`, `quant validate` and `quant report`.
#pragma once

#include <cstdint>

#include "bench/benchmark.h"

namespace quant::cli::experiment {

struct ExperimentOptions {
    bench::BenchmarkOptions benchmark;
    std::uint64_t validated = 3;  // most pictures of each set that are validated; 0 for none
};

// Measures, validates and writes the report into the folder of the results, and prints the path of
// the page. Returns whether everything was measured and every check passed. Throws Interrupted and
// FailureOf, after it has saved everything that was measured.
bool run_experiment(const ExperimentOptions &options);

}  // namespace quant::cli::experiment
