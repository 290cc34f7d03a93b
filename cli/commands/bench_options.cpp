// Adds the options, and keeps apart what the user has stated from what is a default.
#include "commands/bench_options.h"

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands/list_option.h"
#include "commands/number_option.h"

namespace quant::cli {

bench::PlanChanges changes_of(const BenchOptions &options) {
    bench::PlanChanges changes = options.plan;
    if (!options.colors.empty()) changes.colors = without_repeats(options.colors);
    if (!options.threads.empty()) changes.threads = without_repeats(options.threads);
    if (options.engines.empty()) return changes;
    std::vector<results::Engine> engines;
    for (const std::string &name : without_repeats(options.engines))
        engines.push_back(*results::engine_of_name(name));
    std::sort(engines.begin(), engines.end());
    changes.engines = engines;
    return changes;
}

void add_measurement_options(CLI::App &command, BenchOptions &options, const std::string &engines) {
    const std::string group = "Measurements";
    add_list_option(command, "-k,--k", options.colors, in_range(2, QUANT_MAX_COLORS),
                    "Numbers of colors, each 2 to 256", "8,16,32", "N,...", group);
    add_list_option(command, "--threads", options.threads, in_range(1, 1024),
                    "Numbers of threads, each 1 to 1024, exactly;\n"
                    "more than the machine has are marked",
                    "1,2,4,8,16", "N,...", group);
    add_list_option(command, "--engines", options.engines,
                    CLI::IsMember({"sequential", "openmp", "cells", "double"}),
                    "Some of sequential, openmp, cells and double\n"
                    "(the published sequential program, in doubles)",
                    engines, "NAME,...", group);
    command.add_option("--runs", options.plan.runs, "Times that everything is measured")
        ->transform(in_range(1U, 1000U))
        ->type_name("N")
        ->default_str("5")
        ->group(group);
    command.add_option("--warmup", options.plan.warmup, "Times before that, not recorded")
        ->transform(in_range(0U, 1000U))
        ->type_name("N")
        ->default_str("1")
        ->group(group);
    command.add_flag("--pin", options.pin, "Bind each thread to a core")->group(group);
    command
        .add_option("--budget", options.budget,
                    "Seconds that it may take; pictures come in random order,\n"
                    "so that those that fit are a sample of the set")
        ->transform(in_range(0.001, 1e9))
        ->type_name("S")
        ->group(group);
}

void add_results_options(CLI::App &command, BenchOptions &options) {
    const std::string group = "Output";
    command.add_option("--out", options.folder, "Folder for the results; created where missing")
        ->type_name("DIR")
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--resume", options.resume,
                  "Go on with the results in the folder: measure what is missing,\n"
                  "also for more --k, --threads, --engines or --runs")
        ->group(group);
    command.add_flag("--force", options.force, "Replace the results in the folder")->group(group);
    command.add_flag("--json", options.json, "Print one JSON object")->group(group);
    command.add_flag("-q,--quiet", options.quiet, "No progress, no table")->group(group);
}

}  // namespace quant::cli
