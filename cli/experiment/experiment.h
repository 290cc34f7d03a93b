// Repeats the published experiment in one go: `quant bench`, `quant validate` and `quant report`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bench/benchmark.h"

namespace quant::cli::experiment {

// Returns the most pictures of each set that the results in a folder are of; nothing if there was
// no limit, or if there are no results. Throws FailureOf.
std::optional<std::uint64_t> earlier_limit(const std::string &folder);

// Measures, validates at most so many pictures of each set, writes the report into the folder of
// the results, and prints the path of the page. Returns whether everything was measured and every
// check passed. Throws Interrupted and FailureOf, after it has saved everything that was measured.
bool run_experiment(const bench::BenchmarkOptions &options, std::uint64_t validated);

}  // namespace quant::cli::experiment
