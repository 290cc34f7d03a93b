// The command `quant report`: reads and checks its options, and starts the report, or the
// comparison of two results.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "commands/number_option.h"
#include "report/print_comparison.h"
#include "report/write_report.h"

namespace quant::cli {
namespace {

struct ReportOptions {
    report::WriteOptions page;
    std::string other;                                  // the second folder
    double threshold = 100 * report::kChangeThreshold;  // percent
    bool fail_on_regression = false;
};

void check_options(const CLI::App &command, const ReportOptions &options) {
    if (command.count("OTHER") == 0) {
        for (const char *name : {"--threshold", "--fail-on-regression"})
            if (command.count(name) > 0)
                throw UsageError(std::string(name) + " needs two folders, which are compared");
        if (options.page.output == report::kStandardOutput && options.page.json)
            throw UsageError("--json and the page on standard output exclude each other");
        return;
    }
    for (const char *name : {"--output", "--force"})
        if (command.count(name) > 0)
            throw UsageError(std::string(name) +
                             " is for the page of one folder; the comparison of two is printed");
}

int run_report(const CLI::App &command, const ReportOptions &options) {
    check_options(command, options);
    if (command.count("OTHER") == 0) {
        report::write_report(options.page);
        return exit_done;
    }
    const std::string regression = report::print_comparison(
        {options.page.folder, options.other, options.threshold / 100, options.page.json});
    if (regression.empty() || !options.fail_on_regression) return exit_done;
    print_error(options.other, "is a regression: " + regression);
    return exit_failed;
}

void add_comparison_options(CLI::App &command, ReportOptions &options) {
    command
        .add_option("--threshold", options.threshold,
                    "Of two folders: percent by which the longer time must exceed the\n"
                    "shorter one to count, from 0")
        ->transform(in_range(0.0, 1000.0))
        ->type_name("PERCENT")
        ->capture_default_str();
    command.add_flag("--fail-on-regression", options.fail_on_regression,
                     "Of two folders: exit status 1 if OTHER is slower for some engine, K and\n"
                     "number of threads, or comes to another inertia or number of iterations");
}

}  // namespace

Command add_report(CLI::App &parent) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App &command = *parent.add_subcommand(
        "report", "Make a page from the results of quant bench, or compare two results");
    command.add_option("DIR", options->page.folder, "Folder that quant bench wrote")
        ->required()
        ->type_name("");
    command
        .add_option("OTHER", options->other,
                    "A second one: print as Markdown how its times compare with those\n"
                    "of DIR, and write nothing")
        ->type_name("");
    command
        .add_option("-o,--output", options->page.output,
                    "The page; default: DIR/report.html; - for standard output. Plots and\n"
                    "summaries go to DIR/plots, DIR/summary.md and DIR/summary.json")
        ->type_name("FILE");
    command.add_flag("--force", options->page.force,
                     "Overwrite files of these names that are no report of quant");
    command.add_flag("--json", options->page.json,
                     "Print the summary, or the comparison, as one JSON object");
    add_comparison_options(command, *options);
    command.footer(
        "Examples:\n"
        "  quant bench --out results && quant report results\n"
        "  quant report before after > comparison.md\n"
        "  quant report before after --json --threshold 10 --fail-on-regression");
    return [options, &command] { return run_report(command, *options); };
}

}  // namespace quant::cli
