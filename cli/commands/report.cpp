// report.cpp: quant report: the results of quant bench as plots, one page, and summaries.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "base/fd.h"
#include "base/open_file.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "base/text.h"
#include "commands/command.h"
#include "report/analysis.h"
#include "report/compose.h"
#include "report/render.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
    std::string folder;
    std::string output;
    bool force = false;
    bool json = false;
};

constexpr const char *standard_output = "-";

struct OutputFile {
    std::string path;
    std::string content;
};

// Whether an earlier report wrote the file: each kind says so near its beginning.
bool is_our_own(const std::string &path) {
    constexpr std::size_t beginning = 400;
    try {
        const Fd fd = open_file(path);
        const Mapping file(fd.get(), std::min<std::size_t>(file_size(fd.get()), beginning),
                           PROT_READ);
        return chars_of(file.bytes()).find(report::generator_mark) != std::string_view::npos;
    } catch (const Failure &) {
        return false;
    }
}

// A report of before is made anew; anything else is somebody's work.
void check_outputs(const std::vector<OutputFile> &files, bool force) {
    for (const OutputFile &file : files) {
        if (file.path == standard_output) continue;
        const bool mine = force || is_special(file.path) || is_our_own(file.path);
        if (!mine && fs::exists(fs::symlink_status(file.path)) && !fs::is_directory(file.path))
            throw FailureOf(file.path,
                            "exists and is no report of quant (use --force to overwrite)");
        check_destination(file.path, true);
    }
}

std::vector<OutputFile> render(const ReportOptions &options, const report::Analysis &analysis,
                               const report::Document &document) {
    const fs::path folder = options.folder;
    std::vector<OutputFile> files;
    for (const report::Section &section : document.sections)
        for (const report::Block &block : section.blocks)
            if (const auto *figures = std::get_if<report::Figures>(&block))
                for (const report::Figure &figure : figures->figures)
                    files.push_back({(folder / "plots" / (figure.file + ".svg")).string(),
                                     report::to_svg_file(figure)});
    files.push_back({(folder / "summary.md").string(), report::to_markdown(document)});
    files.push_back({(folder / "summary.json").string(), report::to_json(analysis, document)});
    const std::string page =
        options.output.empty() ? (folder / "report.html").string() : options.output;
    files.push_back({page, report::to_html(document)});
    return files;
}

int run_report(const ReportOptions &options) {
    const bool prints_page = options.output == standard_output;
    if (prints_page && options.json)
        throw UsageError("--json and the page on standard output exclude each other");
    const report::Results results = report::read_results(options.folder);
    const report::Analysis analysis = report::analyze(results);
    const report::Document document = report::compose(analysis);
    const std::vector<OutputFile> files = render(options, analysis, document);
    check_outputs(files, options.force);
    make_folder((fs::path(options.folder) / "plots").string());
    for (const OutputFile &file : files) {
        signals::check();
        if (file.path != standard_output) write_file(file.path, bytes_of(file.content), true);
    }
    for (const std::string &missing : results.missing) print_note(missing);
    if (prints_page)
        print_result(files.back().content);
    else if (options.json)
        print_result(report::to_json(analysis, document));
    else
        print_result(printable(files.back().path) + "\n");
    return exit_done;
}

}  // namespace

Command add_report(CLI::App &parent) {
    auto options = std::make_shared<ReportOptions>();
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
