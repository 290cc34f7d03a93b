// The command `quant validate`: reads its options and runs the checks.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "commands/command.h"
#include "commands/list_option.h"
#include "commands/number_option.h"
#include "commands/shared_options.h"
#include "validate/validation.h"

namespace quant::cli {
namespace {

struct ValidateOptions {
    DatasetOptions datasets;
    std::vector<unsigned> colors{8, 16, 32};
    std::vector<unsigned> threads{1, 2, 3, 4, 8, 16};
    std::vector<std::string> isas;
    bool json = false;
    bool quiet = false;
    DecoderOptions decoder;
};

validate::Plan plan_of(const ValidateOptions &options) {
    return {without_repeats(options.colors), without_repeats(options.threads),
            options.isas.empty() ? validate::all_isas() : without_repeats(options.isas)};
}

int run_validate(const ValidateOptions &options) {
    const std::vector<Dataset> sets = open_datasets(options.datasets);
    const validate::ValidationOptions validation_options{plan_of(options), options.json,
                                                         options.quiet};
    Decoder decoder(options.decoder);
    validate::Validation validation(validation_options, sets, decoder);
    try {
        validation.run();
    } catch (const Interrupted &) {  // print what was done before
        validation.print(false);
        throw;
    }
    return validation.print(true) ? exit_done : exit_failed;
}

CLI::Validator one_of_the_isas() {
    return CLI::Validator(
        [](const std::string &given) {
            const auto all = validate::all_isas();
            if (std::find(all.begin(), all.end(), given) != all.end()) return std::string();
            return "'" + given + "' is not one of " + CLI::detail::join(all, ", ");
        },
        "");
}

void add_list_options(CLI::App &command, ValidateOptions &options, const std::string &group) {
    add_list_option(command, "-k,--k", options.colors, in_range(1, QUANT_MAX_COLORS),
                    "Numbers of colors, each 1 to 256", "8,16,32", "N,...", group);
    add_list_option(command, "--threads", options.threads, in_range(1, 1024),
                    "Numbers of threads, each 1 to 1024", "1,2,3,4,8,16", "N,...", group);
    add_list_option(command, "--isa", options.isas, one_of_the_isas(),
                    "Instruction sets; without, all that this machine has", "", "NAME,...", group);
}

}  // namespace

Command add_validate(CLI::App &parent) {
    auto options = std::make_shared<ValidateOptions>();
    CLI::App &command = *parent.add_subcommand(
        "validate", "Check every engine, thread count and instruction set against each other");
    add_dataset_options(command, options->datasets, "Pictures");
    add_list_options(command, *options, "Runs");
    add_decoder_options(command, options->decoder, "Other");
    command.add_flag("--json", options->json, "Print one JSON object")->group("Other");
    command.add_flag("-q,--quiet", options->quiet, "No progress")->group("Other");
    command.footer(
        "Each picture is quantized as in the published experiment, by every engine and so on:\n"
        "random pixels as seeds, at most 20 iterations, an end when no centroid moves by more\n"
        "than 1e-4 (Euclidean, channels 0 to 255; centroids have steps of 1/64, so this means:\n"
        "not at all). The first picture of each set is checked in odd sizes too. Failed checks\n"
        "are named on standard error. The last columns of the first table are how far the\n"
        "inertia of a parallel run was from that of the sequential one (the paper allows 0.1 %),\n"
        "and that from a K-Means in doubles, whose centroids are not rounded, at most. The\n"
        "second table has the latter in either direction, and how many runs differ by 0.1 % or\n"
        "more.\n"
        "Exit status: 0 if all checks passed, 1 if one failed.\n"
        "\nExamples:\n"
        "  quant validate --limit 2\n"
        "  quant validate --dataset landscape=Landscape --dataset intel=Intel --limit 100");
    return [options] { return run_validate(*options); };
}

}  // namespace quant::cli
