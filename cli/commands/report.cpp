// The command `quant report`: reads and checks its options, and starts the report.
#include <memory>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "commands/command.h"
#include "report/write_report.h"

namespace quant::cli {
namespace {

int run_report(const report::WriteOptions &options) {
    if (options.output == report::kStandardOutput && options.json)
        throw UsageError("--json and the page on standard output exclude each other");
    report::write_report(options);
    return exit_done;
}

}  // namespace

Command add_report(CLI::App &parent) {
    auto options = std::make_shared<report::WriteOptions>();
    CLI::App &command = *parent.add_subcommand(
        "report", "Make plots and one HTML page from the results of quant bench");
    command.add_option("DIR", options->folder, "Folder that quant bench wrote")
        ->required()
        ->type_name("");
    command
        .add_option("-o,--output", options->output,
                    "The page; default: DIR/report.html; - for standard output. Plots and\n"
                    "summaries go to DIR/plots, DIR/summary.md and DIR/summary.json")
        ->type_name("FILE");
    command.add_flag("--force", options->force,
                     "Overwrite files of these names that are no report of quant");
    command.add_flag("--json", options->json, "Print the summary as one JSON object");
    command.footer("Example:\n  quant bench --out results && quant report results");
    return [options] { return run_report(*options); };
}

}  // namespace quant::cli
