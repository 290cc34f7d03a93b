// Repeats the published experiment in one go: `quant bench`, `quant validate` and `quant report`.
#pragma once

#include <cstdint>

#include "bench/benchmark.h"

namespace quant::cli::experiment {

// Measures, validates at most so many pictures of each set, writes the report into the folder of
// the results, and prints the path of the page. Returns whether everything was measured and every
// check passed. Throws Interrupted and FailureOf, after it has saved everything that was measured.
bool run_experiment(const bench::BenchmarkOptions &options, std::uint64_t validated);

}  // namespace quant::cli::experiment
