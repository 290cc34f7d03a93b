// dataset_options.cpp: --dataset, --limit and --sample-seed.
#include "dataset/dataset_options.h"

#include <limits>

#include <CLI/CLI.hpp>

#include "numbers.h"

namespace quant::cli {

void add_dataset_options(CLI::App &command, DatasetOptions &options, const std::string &group) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    command
        .add_option("--dataset", options.sets,
                    "A folder with pictures at any depth, and the name of the set;\n"
                    "repeatable. Without: built-in synthetic sets landscape and intel")
        ->allow_extra_args(false)
        ->type_name("NAME=DIR")
        ->group(group);
    command.add_option("--limit", options.limit, "Pictures of each set, drawn at random")
        ->transform(in_range(std::uint64_t{1}, most))
        ->type_name("N")
        ->group(group);
    command.add_option("--sample-seed", options.sample_seed, "For --limit: draws others")
        ->transform(in_range(std::uint64_t{0}, most))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
}

}  // namespace quant::cli
