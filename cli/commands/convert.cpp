// convert.cpp: quant convert: its options and its loop over the inputs.
#include <exception>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "commands/quantize_options.h"
#include "commands/shared_options.h"
#include "convert_file.h"
#include "convert_report.h"
#include "importance.h"
#include "output_name.h"

namespace quant::cli {
namespace {

struct ConvertOptions {
    std::vector<std::string> inputs;
    QuantizeOptions quantize;
    std::optional<std::string> importance;
    OutputRules rules;
    bool keep_alpha = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    DecoderOptions decoder;
};

bool writes_stdout(const ConvertOptions &options) {
    return std::any_of(options.inputs.begin(), options.inputs.end(), [&](const std::string &input) {
        return destination_of(input, options.rules).path == "-";
    });
}

void check_options(const ConvertOptions &options) {
    check_rules(options.rules, options.inputs.size());
    const auto readers = std::count(options.inputs.begin(), options.inputs.end(), "-") +
                         (options.quantize.palette == "-") + (options.importance == "-");
    if (readers > 1) throw UsageError("- (standard input) can be read once only");
    if (!writes_stdout(options)) return;
    if (options.json) throw UsageError("--json and an image on standard output exclude each other");
    if (options.inputs.size() > 1) throw UsageError("- among several inputs needs --output-dir");
    if (::isatty(STDOUT_FILENO))
        throw UsageError("an image is not written to a terminal; redirect it or use -o FILE");
}

class Batch {
public:
    explicit Batch(const ConvertOptions &options)
        : options_(options),
          decoder_(options.decoder.max_pixels, options.decoder.timeout),
          settings_(settings_of(options)),
          progress_(options.inputs.size(), !options.quiet) {
        for (const std::string &input : options.inputs) remember(inputs_, input);
        for (const auto &name : {options.quantize.palette, options.importance})
            if (name) remember(side_inputs_, *name);
    }

    void run() {
        for (const std::string &input : options_.inputs) {
            signals::check();
            convert(input);
        }
    }

    const std::vector<FileResult> &results() const { return results_; }
    bool failed() const {
        return !can_report_ ||
               std::any_of(results_.begin(), results_.end(),
                           [](const FileResult &result) { return !result.error.empty(); });
    }

private:
    ConvertSettings settings_of(const ConvertOptions &options) {
        ConvertSettings settings{options.quantize.resolve(given_colors_, decoder_),
                                 {},
                                 options.rules.truecolor,
                                 options.force};
        settings.quantize.keep_alpha = options.keep_alpha ? 1 : 0;
        if (options.keep_alpha && !options.quantize.palette) check_weighing(settings.quantize);
        if (options.importance) {
            check_weighing(settings.quantize);
            settings.importance = read_importance(*options.importance, decoder_);
        }
        return settings;
    }

    void convert(const std::string &input) {
        FileResult result;
        result.input = input;
        try {
            if (options_.rules.output_dir) make_folder(*options_.rules.output_dir);
            const Destination destination = destination_of(input, options_.rules);
            result.output = destination.path;
            if (destination.path != "-" && !is_special(destination.path)) {
                spare_inputs(destination.path, input);
                claimed_.claim(destination.path, input);
            }
            const Doing doing = [&](const std::string &what) {
                progress_.show(results_.size(), input, what);
            };
            convert_file(settings_, destination, decoder_, doing, result);
            if (result.stats->target_missed != 0 && !options_.quiet)
                print_note("quant: " + input + ": " + target_missed_note(options_.quantize));
        } catch (const FailureOf &failure) {
            signals::check();
            print_error(failure.file, failure.what());
            result.error = failure.file + ": " + failure.what();
        } catch (const std::bad_alloc &) {
            result.error = "not enough memory";
            print_error(input, result.error);
        } catch (const std::exception &failure) {
            signals::check();
            print_error(input, failure.what());
            result.error = failure.what();
        }
        if (!result.error.empty()) claimed_.release(result.output, input);
        results_.push_back(std::move(result));
        if (options_.verbose && can_report_ && results_.back().error.empty()) {
            try {
                report(results_.back());
            } catch (const FailureOf &failure) {
                // Nobody listens any more; the pictures are wanted all the same.
                can_report_ = false;
                print_error(failure.file, failure.what());
            }
        }
    }

    using FileId = std::pair<dev_t, ino_t>;
    static std::optional<FileId> id_of(const std::string &path) {
        struct stat status;
        if (::stat(path.c_str(), &status) != 0) return {};
        return FileId(status.st_dev, status.st_ino);
    }
    static void remember(std::set<FileId> &files, const std::string &path) {
        if (const auto id = id_of(path)) files.insert(*id);
    }
    // With --force a picture may replace itself, but not another one that is still to be read, nor
    // the palette or the map.
    void spare_inputs(const std::string &output, const std::string &input) const {
        const auto id = id_of(output);
        if (id && ((id != id_of(input) && inputs_.count(*id) > 0) || side_inputs_.count(*id) > 0))
            throw FailureOf(output, "is an input of this command too");
    }

    void report(const FileResult &result) const {
        // Standard output may carry the image, or the JSON object.
        if (result.output == "-" || options_.json) {
            std::string line = describe(result);
            line.pop_back();
            print_note(line);
        } else {
            print_result(describe(result));
        }
    }

    const ConvertOptions &options_;
    Decoder decoder_;
    std::vector<Color> given_colors_;
    ConvertSettings settings_;
    ProgressLine progress_;
    ClaimedOutputs claimed_;
    std::set<FileId> inputs_, side_inputs_;
    bool can_report_ = true;
    std::vector<FileResult> results_;
};

int run_convert(const ConvertOptions &options) {
    check_options(options);
    Batch batch(options);
    // Also after a signal: what is done is done, and a script wants to know it.
    const auto finish = [&] {
        if (options.json) print_result(to_json(batch.results()));
        if (!options.quiet && options.inputs.size() > 1)
            print_note(summarize(batch.results(), options.inputs.size()));
    };
    try {
        batch.run();
    } catch (const Interrupted &) {
        finish();
        throw;
    }
    finish();
    return batch.failed() ? exit_failed : exit_done;
}

void add_output_options(CLI::App &command, ConvertOptions &options) {
    const std::string group = "Output";
    command
        .add_option("-o,--output", options.rules.output, "Write to this file; - = standard output")
        ->type_name("FILE")
        ->group(group);
    command.add_option("--output-dir", options.rules.output_dir, "Write DIR/NAME.png")
        ->type_name("DIR")
        ->group(group);
    command
        .add_option("--suffix", options.rules.suffix,
                    "Append to the name (-quant without --output-dir)")
        ->type_name("S")
        ->group(group);
    auto *truecolor =
        command.add_flag("--truecolor", options.rules.truecolor,
                         "Write a color per pixel, in the format of the input's name");
    truecolor->group(group);
    command
        .add_flag("--keep-alpha", options.keep_alpha,
                  "Reduce colors only: each pixel keeps its own alpha")
        ->needs(truecolor)
        ->group(group);
    command.add_flag("--force", options.force, "Overwrite existing files")->group(group);
}

void add_other_options(CLI::App &command, ConvertOptions &options) {
    const std::string group = "Other";
    add_decoder_options(command, options.decoder, group);
    command.add_flag("--json", options.json, "Print one JSON object about all files")->group(group);
    auto *quiet = command.add_flag("-q,--quiet", options.quiet, "No progress, no summary");
    quiet->group(group);
    command.add_flag("-v,--verbose", options.verbose, "Print a line for each file")
        ->excludes(quiet)
        ->group(group);
}

}  // namespace

Command add_convert(CLI::App &parent) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App &command =
        *parent.add_subcommand("convert", "Quantize one image or thousands, to indexed PNG");
    command.add_option("INPUT", options->inputs, "Image files; - = standard input")
        ->required()
        ->type_name("");
    add_output_options(command, *options);
    add_quantize_options(command, options->quantize);
    add_importance_option(command, options->importance)->excludes(command.get_option("--palette"));
    add_other_options(command, *options);
    command.footer(
        "Without -o and --output-dir the result is NAME-quant.png beside the input.\n"
        "\nExamples:\n"
        "  quant convert photo.jpg -k 32\n"
        "  quant convert *.jpg --output-dir small --json > report.json\n"
        "  quant convert - < photo.png > small.png\n"
        "  quant convert photo.tif --truecolor -o photo-16.tif -k 16");
    return [options] { return run_convert(*options); };
}

}  // namespace quant::cli
