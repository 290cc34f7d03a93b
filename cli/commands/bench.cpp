// The command `quant bench`: reads its options and starts the benchmark.
#include <memory>

#include <CLI/CLI.hpp>

#include "bench/benchmark.h"
#include "bench/conditions.h"
#include "commands/bench_options.h"
#include "commands/command.h"
#include "commands/shared_options.h"

namespace quant::cli {

Command add_bench(CLI::App &parent) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App &command = *parent.add_subcommand(
        "bench", "Measure sequential against parallel K-Means, over sets of pictures");
    add_dataset_options(command, options->datasets, "Pictures");
    add_measurement_options(command, *options, "sequential,openmp,cells");
    command
        .add_flag("--weak", options->plan.weak,
                  "Also measure weak scaling: with N threads, as many as\nthe machine has, N "
                  "copies of a picture")
        ->group("Measurements");
    add_results_options(command, *options);
    add_decoder_options(command, options->decoder, "Other");
    command.footer(
        "Writes for each set NAME.csv (sequential against openmp) and NAME-cells.csv, if "
        "measured,\n"
        "every single measurement in NAME-samples.csv, a picture with its results; machine.json.\n"
        "Measured is the published experiment (preset paper), without reading files and without\n"
        "choosing seeds: iterations and the assignment of the pixels, of cells its histogram too.\n"
        "All engines have the same seeds and must come to the same inertia, else exit status 1.\n"
        "A picture that cannot be read is named and left out. Ctrl-C keeps what was measured.\n"
        "\nExamples:\n"
        "  quant bench --limit 2 --threads 1,2\n"
        "  quant bench --dataset landscape=Landscape --dataset intel=Intel --budget 3600 --out r\n"
        "  quant bench --dataset landscape=Landscape --dataset intel=Intel --resume --out r");
    return [options] {
        options->datasets.results = options->folder;
        options->plan = changes_of(*options);
        if (options->pin) bench::pin_threads();
        return bench::Benchmark(*options).run() ? exit_done : exit_failed;
    };
}

}  // namespace quant::cli
