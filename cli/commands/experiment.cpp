// The command `quant experiment`: reads its options and starts the experiment.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "bench/conditions.h"
#include "commands/bench_options.h"
#include "commands/command.h"
#include "commands/number_option.h"
#include "commands/shared_options.h"
#include "experiment/experiment.h"

namespace quant::cli {
namespace {

constexpr std::uint64_t kSample = 20;  // pictures of each set

struct ExperimentOptions : BenchOptions {
    bool all = false;
    std::uint64_t validated = 3;
};

int run_with(ExperimentOptions &options) {
    if (!options.all && !options.datasets.limit)
        options.datasets.limit =
            options.resume ? experiment::earlier_limit(options.folder) : kSample;
    options.datasets.results = options.folder;
    options.plan = changes_of(options);
    using results::Engine;
    if (!options.plan.engines && !options.resume)
        options.plan.engines = {Engine::sequential, Engine::openmp, Engine::cells, Engine::doubles};
    options.plan.weak = true;
    if (options.pin) bench::pin_threads();
    return experiment::run_experiment(options, options.validated) ? exit_done : exit_failed;
}

}  // namespace

Command add_experiment(CLI::App &parent) {
    auto options = std::make_shared<ExperimentOptions>();
    options->folder = "quant-experiment";
    CLI::App &command = *parent.add_subcommand(
        "experiment", "Repeat the published experiment: bench, validate and report in one");
    add_dataset_options(command, options->datasets, "Pictures");
    command.add_flag("--all", options->all, "All pictures, and not 20 of each set")
        ->group("Pictures");
    command
        .add_option("--validate", options->validated,
                    "Most pictures of each set that are validated; 0 for none")
        ->transform(in_range(std::uint64_t{0}, std::uint64_t{1000000000}))
        ->type_name("N")
        ->capture_default_str()
        ->group("Pictures");
    add_measurement_options(command, *options, "sequential,openmp,cells,double");
    add_results_options(command, *options);
    add_decoder_options(command, options->decoder, "Other");
    command.footer(
        "Does what quant bench --weak, quant validate and quant report do, one after the other, "
        "and\n"
        "writes everything into one folder; the page is report.html. Exit status 1 if a check\n"
        "failed.\n"
        "\nExamples:\n"
        "  quant experiment --limit 2 --threads 1,2 --runs 3\n"
        "  quant experiment --dataset landscape=Landscape --dataset intel=Intel --out results\n"
        "  quant experiment --dataset landscape=Landscape --all --resume --out results");
    return [options] { return run_with(*options); };
}

}  // namespace quant::cli
