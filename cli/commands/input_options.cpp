// Names and help texts of the options, and what two of them together must not say.
#include "commands/input_options.h"

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr const char *kGroup = "Input";

CLI::Validator shard_text() {
    return CLI::Validator(
        [](const std::string &given) {
            try {
                parse_shard(given);
            } catch (const Failure &failure) {
                return std::string(failure.what());
            }
            return std::string();
        },
        "");
}

void add_pattern_option(CLI::App &command, const std::string &name,
                        std::vector<std::string> &patterns, const std::string &text) {
    command.add_option(name, patterns, text)
        ->allow_extra_args(false)
        ->type_name("PATTERN")
        ->group(kGroup);
}

}  // namespace

void add_input_options(CLI::App &command, InputOptions &options, Sharding sharding) {
    command.add_option("INPUT", options.operands, "Image files, folders; - = standard input")
        ->type_name("");
    command.add_flag("-r,--recursive", options.recursive, "Folders with everything below them")
        ->group(kGroup);
    command
        .add_option("--files-from", options.files_from,
                    "Take the names in this file too, one a line; - = standard input")
        ->type_name("FILE")
        ->group(kGroup);
    command
        .add_flag("-0,--null", options.null_separated,
                  "Names there end in a NUL, as find -print0 writes them")
        ->group(kGroup);
    add_pattern_option(command, "--include", options.include,
                       "In folders take what matches, such as '*.jpg'; repeatable");
    add_pattern_option(command, "--exclude", options.exclude,
                       "In folders leave out files and folders that match; repeatable");
    if (sharding == Sharding::none) return;
    command
        .add_option_function<std::string>(
            "--shard", [&options](const std::string &given) { options.shard = parse_shard(given); },
            "Take part I of N, from 0, of all inputs")
        ->check(shard_text())
        ->type_name("I/N")
        ->group(kGroup);
}

void check_inputs(const InputOptions &options, std::size_t other_readers) {
    if (options.operands.empty() && !options.files_from)
        throw UsageError("name an input, or use --files-from");
    if (readers_of_standard_input(options) + other_readers > 1)
        throw UsageError("- (standard input) can be read once only");
}

}  // namespace quant::cli
