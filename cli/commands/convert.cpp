// The command `quant convert`: reads and checks its options, and converts the inputs as one batch.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/terminal.h"
#include "batch/batch.h"
#include "commands/batch_options.h"
#include "commands/command.h"
#include "commands/fingerprint.h"
#include "commands/input_options.h"
#include "commands/quantize_options.h"
#include "commands/shared_options.h"
#include "convert/importance.h"

namespace quant::cli {
namespace {

struct ConvertOptions {
    InputOptions inputs;
    QuantizeOptions quantize;
    std::optional<std::string> importance;
    BatchOptions batch;
    bool keep_alpha = false;
    std::uint32_t frame = 0;
    Compression compression = Compression::normal;
    DecoderOptions decoder;
};

bool writes_stdout(const InputList &inputs, const OutputRules &rules) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (rules.output ? *rules.output == "-" : inputs[i].path == "-" && !rules.output_dir)
            return true;
    return false;
}

void check_standard_output(const InputList &inputs, const BatchOptions &options) {
    if (!writes_stdout(inputs, options.rules)) return;
    if (options.json || options.jsonl)
        throw UsageError(std::string(options.json ? "--json" : "--jsonl") +
                         " and an image on standard output exclude each other");
    const OutputRules &rules = options.rules;
    const std::pair<bool, const char *> of_files[] = {{rules.suffix.has_value(), "--suffix"},
                                                      {rules.keep_extension, "--keep-extension"},
                                                      {rules.in_place, "--in-place"},
                                                      {options.preserve, "--preserve"},
                                                      {options.skip_if_larger, "--skip-if-larger"},
                                                      {options.journal.has_value(), "--journal"}};
    for (const auto &[is_given, name] : of_files)
        if (is_given)
            throw UsageError(std::string(name) +
                             " and an image on standard output exclude each other");
    if (inputs.size() > 1) throw UsageError("- among several inputs needs --output-dir");
    if (::isatty(STDOUT_FILENO))
        throw UsageError("an image is not written to a terminal; redirect it or use -o FILE");
}

bool is_same_folder(const std::string &one, const std::string &other) {
    struct stat a, b;
    return ::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && S_ISDIR(a.st_mode) &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Returns what is not an input, as it is a result of this command. An output folder that is an
// input folder too needs results that can be told from inputs; a pattern such as photos/* may also
// have named it.
OwnResults leave_out_results(const OutputRules &rules, InputOptions &inputs) {
    const std::string suffix = rules.suffix.value_or("");
    if (!rules.output_dir) return {"", suffix};
    const auto is_output = [&rules](const std::string &operand) {
        return is_same_folder(operand, *rules.output_dir);
    };
    if (std::ranges::none_of(inputs.operands, is_output)) return {*rules.output_dir, ""};
    if (!suffix.empty()) return {*rules.output_dir, suffix};
    if (inputs.operands.size() == 1)
        throw UsageError(*rules.output_dir +
                         " is an input too, and results there would be the next inputs (use "
                         "--suffix, or another folder)");
    std::erase_if(inputs.operands, is_output);
    return {*rules.output_dir, ""};
}

void check_names(const ConvertOptions &options) {
    check_rules(options.batch.rules);
    check_inputs(options.inputs, (options.quantize.palette == "-" ? 1U : 0U) +
                                     (options.importance == "-" ? 1U : 0U));
    if (options.batch.log == "-" || options.batch.journal == "-")
        throw UsageError("--log and --journal take the name of a file");
    if (options.batch.copy_skipped && std::ranges::count(options.inputs.operands, "-") > 0)
        throw UsageError("--copy-skipped and - exclude each other: standard input has no name");
}

InputList inputs_of(const ConvertOptions &options) {
    check_names(options);
    InputOptions all = options.inputs;
    all.shard.reset();  // every shard refuses what does not fit together
    const OwnResults own = leave_out_results(options.batch.rules, all);
    InputList inputs;
    try {
        inputs = list_inputs(all, own);
    } catch (const NoInputs &nothing) {
        // A script that converts what has arrived in a folder has nothing to do this time.
        print_error(nothing.what());
    }
    check_outputs(inputs, options.batch.rules, options.batch.copy_skipped);
    check_standard_output(inputs, options.batch);
    return inputs;
}

// `given` owns the colors that the settings point to; keep it alive.
ConvertSettings settings_of(const ConvertOptions &options, std::vector<Color> &given,
                            Decoder &decoder) {
    ConvertSettings settings{options.quantize.resolve(given, decoder),
                             {},
                             options.batch.rules.truecolor,
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

BatchOptions batch_options_of(const ConvertOptions &options) {
    BatchOptions batch = options.batch;
    batch.threads = options.quantize.threads;
    batch.shard = options.inputs.shard;
    for (const auto &name :
         {options.quantize.palette, options.importance, batch.log, batch.journal})
        if (name) batch.side_files.push_back(*name);
    return batch;
}

int run_convert(const ConvertOptions &options, CLI::App &command) {
    const InputList inputs = inputs_of(options);
    std::vector<Color> given;
    ConvertSettings settings;
    {
        Decoder decoder(options.decoder);
        settings = settings_of(options, given, decoder);
    }
    BatchOptions batch_options = batch_options_of(options);
    batch_options.fingerprint = fingerprint_of(
        command, given,
        settings.importance ? settings.importance->values : std::vector<std::uint8_t>());
    Batch batch(batch_options, settings, options.decoder, inputs);
    return batch.run() ? exit_done : exit_failed;
}

void add_output_options(CLI::App &command, ConvertOptions &options) {
    const std::string group = "Output";
    command
        .add_option("-o,--output", options.batch.rules.output,
                    "Write to this PNG, TIFF, BMP or Targa file; - = standard output")
        ->type_name("FILE")
        ->group(group);
    command.add_option("--output-dir", options.batch.rules.output_dir, "Write DIR/NAME.png")
        ->type_name("DIR")
        ->group(group);
    command
        .add_option("--suffix", options.batch.rules.suffix,
                    "Append to the name (-quant without --output-dir)")
        ->type_name("S")
        ->group(group);
    command
        .add_flag("--keep-extension", options.batch.rules.keep_extension,
                  "Append to the whole name: a.jpg becomes a.jpg.png")
        ->group(group);
    command
        .add_flag("--truecolor", options.batch.rules.truecolor,
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
}

}  // namespace

Command add_convert(CLI::App &parent) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App &command =
        *parent.add_subcommand("convert", "Quantize one image or thousands, to indexed PNG");
    add_input_options(command, options->inputs, Sharding::offered);
    add_output_options(command, *options);
    add_existing_options(command, options->batch);
    add_quantize_options(command, options->quantize);
    add_importance_option(command, options->importance);
    add_other_options(command, *options);
    add_batch_options(command, options->batch);
    add_report_options(command, options->batch);
    command.footer(
        "Without -o and --output-dir the result is NAME-quant.png beside the input.\n"
        "\nExamples:\n"
        "  quant convert photos --recursive -k 32 --output-dir small --journal small.journal\n"
        "  quant convert - --compress max < photo.png > small.png");
    return [options, &command] { return run_convert(*options, command); };
}

}  // namespace quant::cli
