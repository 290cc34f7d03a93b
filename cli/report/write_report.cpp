// Renders everything and checks all destinations first, so that nothing is written if one of these
// steps fails.
#include "report/write_report.h"

#include <algorithm>
#include <filesystem>
#include <variant>
#include <vector>

#include "base/failure.h"
#include "base/fd.h"
#include "base/open_file.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "base/text.h"
#include "report/analysis.h"
#include "report/compose.h"
#include "report/render.h"

namespace quant::cli::report {

using namespace results;

namespace {

namespace fs = std::filesystem;

struct OutputFile {
    std::string path;
    std::string content;
};

// Returns whether an earlier report wrote the file: each kind says so near its beginning.
bool is_our_own(const std::string &path) {
    constexpr std::size_t beginning = 400;
    try {
        const Fd fd = open_regular(path);
        const Mapping file(fd.get(), std::min<std::size_t>(file_size(fd.get()), beginning),
                           PROT_READ);
        return chars_of(file.bytes()).find(kGeneratorMark) != std::string_view::npos;
    } catch (const Failure &) {
        return false;
    }
}

// Throws FailureOf if a file must not be written. Files of an earlier report may be replaced; other
// files belong to the user.
void check_outputs(const std::vector<OutputFile> &files, bool force) {
    for (const OutputFile &file : files) {
        if (file.path == kStandardOutput) continue;
        const bool mine = force || is_special(file.path) || is_our_own(file.path);
        if (!mine && fs::exists(fs::symlink_status(file.path)) && !fs::is_directory(file.path))
            throw FailureOf(file.path,
                            "exists and is no report of quant (use --force to overwrite)");
        check_destination(file.path, true);
    }
}

std::vector<OutputFile> render(const WriteOptions &options, const Analysis &analysis,
                               const Document &document) {
    const fs::path folder = options.folder;
    std::vector<OutputFile> files;
    for (const Section &section : document.sections)
        for (const Block &block : section.blocks)
            if (const auto *figures = std::get_if<Figures>(&block))
                for (const Figure &figure : figures->figures)
                    files.push_back({(folder / "plots" / (figure.file + ".svg")).string(),
                                     to_svg_file(figure)});
    files.push_back({(folder / "summary.md").string(), to_markdown(document)});
    files.push_back({(folder / "summary.json").string(), to_json(analysis, document)});
    const std::string page =
        options.output.empty() ? (folder / "report.html").string() : options.output;
    files.push_back({page, to_html(document)});
    return files;
}

}  // namespace

void write_report(const WriteOptions &options) {
    const bool prints_page = options.output == kStandardOutput;
    Results results = read_results(options.folder);
    const Analysis analysis = analyze(results);
    const Document document = compose(analysis);
    const std::vector<OutputFile> files = render(options, analysis, document);
    check_outputs(files, options.force);
    make_folder((fs::path(options.folder) / "plots").string());
    for (const OutputFile &file : files) {
        signals::check();
        if (file.path != kStandardOutput) write_file(file.path, bytes_of(file.content), true);
    }
    for (const std::string &missing : results.missing) print_note(missing);
    if (prints_page)
        print_result(files.back().content);
    else if (options.json)
        print_result(to_json(analysis, document));
    else
        print_result(printable(files.back().path) + "\n");
}

}  // namespace quant::cli::report
