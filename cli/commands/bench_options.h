// The options that decide what a benchmark measures, which `bench` and `experiment` share.
#pragma once

#include <string>
#include <vector>

#include "bench/benchmark.h"

namespace CLI {
class App;
}

namespace quant::cli {

struct BenchOptions : bench::BenchmarkOptions {
    std::vector<unsigned> colors, threads;
    std::vector<std::string> engines;
};

// Adds -k, --threads, --engines, --runs, --warmup, --pin and --budget. `engines` is shown
// as the default.
void add_measurement_options(CLI::App &command, BenchOptions &options, const std::string &engines);

// Adds --out, --resume, --force, --json and -q.
void add_results_options(CLI::App &command, BenchOptions &options);

// Takes the parts of the plan that the user has stated.
bench::PlanChanges changes_of(const BenchOptions &options);

}  // namespace quant::cli
