// The command `quant convert`: reads and checks its options, and converts the inputs as one batch.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include "base/failure.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "commands/quantize_options.h"
#include "commands/shared_options.h"
#include "convert/batch.h"
#include "convert/importance.h"
#include "convert/print.h"

namespace quant::cli {
namespace {

struct ConvertOptions {
    std::vector<std::string> inputs;
    QuantizeOptions quantize;
    std::optional<std::string> importance;
    OutputRules rules;
    bool keep_alpha = false;
    bool force = false;
    std::uint32_t frame = 0;
    Compression compression = Compression::normal;
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
    if (options.rules.suffix)
        throw UsageError("--suffix and an image on standard output exclude each other");
    if (options.inputs.size() > 1) throw UsageError("- among several inputs needs --output-dir");
    if (::isatty(STDOUT_FILENO))
        throw UsageError("an image is not written to a terminal; redirect it or use -o FILE");
}

// `given` owns the colors that the settings point to; keep it alive.
ConvertSettings settings_of(const ConvertOptions &options, std::vector<Color> &given,
                            Decoder &decoder) {
    ConvertSettings settings{options.quantize.resolve(given, decoder),
                             {},
                             options.rules.truecolor,
                             options.force,
                             options.frame,
                             options.compression};
    settings.quantize.keep_alpha = options.keep_alpha ? 1 : 0;
    if (options.keep_alpha && !options.quantize.palette) check_weighing(settings.quantize);
    if (options.importance) {
        check_weighing(settings.quantize);
        settings.importance = read_importance(*options.importance, decoder);
    }
    return settings;
}

int run_convert(const ConvertOptions &options) {
    check_options(options);
    DecoderOptions decoder_options = options.decoder;
    const unsigned threads = options.quantize.threads;
    decoder_options.threads = threads == 0 ? quant_default_threads() : threads;
    Decoder decoder(decoder_options);
    std::vector<Color> given;
    const ConvertSettings settings = settings_of(options, given, decoder);
    BatchOptions batch_options{options.inputs, {}, options.rules, options.json, options.quiet,
                               options.verbose};
    for (const auto &name : {options.quantize.palette, options.importance})
        if (name) batch_options.side_inputs.push_back(*name);
    Batch batch(batch_options, settings, decoder);
    // Is also called after a signal, because a script needs to know what was done.
    const auto finish = [&] {
        if (options.json) print_result(to_json(batch.results()));
        const std::string lost = describe_lost_metadata(batch.results());
        if (!options.quiet && !lost.empty()) print_note("quant: " + lost);
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
        .add_option("-o,--output", options.rules.output,
                    "Write to this PNG, TIFF, BMP or Targa file; - = standard output")
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
    command
        .add_flag("--truecolor", options.rules.truecolor,
                  "Write a color per pixel, in the format of the name (JPEG, PNM too)")
        ->group(group);
    command
        .add_flag("--keep-alpha", options.keep_alpha,
                  "Reduce colors only: each pixel keeps its own alpha")
        ->group(group);
    command
        .add_option("--compress", options.compression,
                    "Time to make PNG and TIFF files small: fast, default, max")
        ->transform(one_of({"fast", "default", "max"}))
        ->type_name("MODE")
        ->default_str("default")
        ->group(group);
    command.add_flag("--force", options.force, "Overwrite existing files")->group(group);
}

void add_other_options(CLI::App &command, ConvertOptions &options) {
    const std::string group = "Other";
    add_frame_option(command, options.frame, "Take this frame or page of each file, from 1")
        ->group(group);
    command
        .add_flag("--accept-damaged", options.decoder.accept_damaged,
                  "Convert what is left of a damaged file; exit status 1")
        ->group(group);
    add_decoder_options(command, options.decoder, group);
    command.add_flag("--json", options.json, "Print one JSON object about all files")->group(group);
    command.add_flag("-q,--quiet", options.quiet, "No progress, no summary")->group(group);
    command.add_flag("-v,--verbose", options.verbose, "Print a line for each file")->group(group);
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
    add_importance_option(command, options->importance);
    add_other_options(command, *options);
    command.footer(
        "Without -o and --output-dir the result is NAME-quant.png beside the input.\n"
        "\nExamples:\n"
        "  quant convert *.jpg -k 32 --output-dir small --json > report.json\n"
        "  quant convert - --compress max < photo.png > small.png");
    return [options] { return run_convert(*options); };
}

}  // namespace quant::cli
