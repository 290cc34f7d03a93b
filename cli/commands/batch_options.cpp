// Names and help texts of the options about many files.
#include "commands/batch_options.h"

#include <charconv>
#include <limits>
#include <string>

#include <CLI/CLI.hpp>

#include "commands/number_option.h"
#include "commands/shared_options.h"

namespace quant::cli {
namespace {

// Returns a validator for such as "800M" or "2G", which it rewrites in bytes.
CLI::Validator size_in_bytes() {
    return CLI::Validator(
        [](std::string &text) {
            constexpr std::string_view units = "KMGT";
            const std::size_t unit =
                text.empty() ? std::string_view::npos : units.find(text.back());
            const unsigned shift =
                unit == std::string_view::npos ? 0 : 10 * (static_cast<unsigned>(unit) + 1);
            const char *end = text.data() + text.size() - (shift > 0 ? 1 : 0);
            std::uint64_t value = 0;
            const auto [stop, error] = std::from_chars(text.data(), end, value);
            constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
            if (error != std::errc() || stop != end || value == 0 || value > most >> shift)
                return "'" + text + "' is not a size such as 800M or 2G";
            text = std::to_string(value << shift);
            return std::string();
        },
        "");
}

// Adds a flag that chooses what is done about an output that exists.
void add_choice(CLI::App &command, BatchOptions &options, const char *name, Existing value,
                const char *text) {
    command
        .add_flag_callback(
            name, [&options, value] { options.existing = value; }, text)
        ->group("Existing files");
}

}  // namespace

void add_existing_options(CLI::App &command, BatchOptions &options) {
    const std::string group = "Existing files";
    add_choice(command, options, "--force", Existing::overwrite, "Overwrite existing files");
    add_choice(command, options, "--skip-existing", Existing::skip,
               "Skip inputs whose output exists");
    add_choice(command, options, "--update", Existing::update,
               "Overwrite only files that are older than their input");
    command.add_flag("--in-place", options.rules.in_place, "Replace the inputs themselves")
        ->group(group);
    command
        .add_flag("--skip-if-larger", options.skip_if_larger,
                  "Write nothing that is not smaller than its input")
        ->group(group);
    command
        .add_flag("--copy-skipped", options.copy_skipped,
                  "Copy those inputs to --output-dir as they are")
        ->group(group);
    command
        .add_flag("--preserve", options.preserve,
                  "Give outputs the times, permissions and owner of the input")
        ->group(group);
    command
        .add_flag("--dry-run", options.dry_run,
                  "Print what would be written; read and write nothing")
        ->group(group);
}

void add_batch_options(CLI::App &command, BatchOptions &options) {
    const std::string group = "Batch";
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    command.add_option("--jobs", options.jobs, "Files at a time (as many as fit the processors)")
        ->transform(in_range(1U, 1024U))
        ->type_name("N")
        ->group(group);
    command
        .add_option("--max-memory", options.max_memory,
                    "Memory for pictures, such as 2G (half of the machine's)")
        ->transform(size_in_bytes())
        ->type_name("SIZE")
        ->group(group);
    command
        .add_option("--sync", options.sync,
                    "Wait for the disk for each file, many at a time, or never:\nfile, end, none")
        ->transform(one_of({"file", "end", "none"}))
        ->type_name("WHEN")
        ->default_str("end")
        ->group(group);
    command
        .add_option("--journal", options.journal,
                    "Note in this file what is done, and skip it next time")
        ->type_name("FILE")
        ->group(group);
    command
        .add_flag("--verify", options.verify,
                  "Compare what files have with the journal, not their times")
        ->group(group);
    command
        .add_flag_callback(
            "--fail-fast", [&options] { options.max_failures = 1; },
            "Stop at the first file that fails")
        ->group(group);
    command
        .add_option("--max-failures", options.max_failures, "Stop when so many files have failed")
        ->transform(in_range(std::uint64_t{1}, most))
        ->type_name("N")
        ->group(group);
}

void add_report_options(CLI::App &command, BatchOptions &options) {
    const std::string group = "Reports";
    command.add_flag("--json", options.json, "Print one JSON object about all files")->group(group);
    command.add_flag("--jsonl", options.jsonl, "Print a JSON object a line as files are done")
        ->group(group);
    command.add_option("--log", options.log, "Append the lines of --jsonl to this file")
        ->type_name("FILE")
        ->group(group);
    command.add_flag("-q,--quiet", options.quiet, "No progress, no summary")->group(group);
    command.add_flag("-v,--verbose", options.verbose, "Print a line for each file")->group(group);
}

}  // namespace quant::cli
