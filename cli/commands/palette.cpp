// The command `quant palette`: decides where and in which format the palette is written.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "commands/input_options.h"
#include "commands/quantize_options.h"
#include "commands/shared_options.h"
#include "metrics/squared_error.h"
#include "palette/palette_file.h"
#include "palette/palette_run.h"
#include "palette/print.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

struct PaletteOptions {
    InputOptions inputs;
    QuantizeOptions quantize;
    std::optional<std::string> output;
    std::optional<std::string> format;
    std::uint32_t frame = 0;
    bool force = false;
    bool keep_going = false;
    bool json = false;
    bool quiet = false;
    DecoderOptions decoder;
};

const PaletteFormatInfo *format_named(const PaletteOptions &options) {
    if (options.format) return palette_format_of_extension("." + *options.format);
    if (!options.output) return &info_of(PaletteFormat::hex);
    if (*options.output == "-" || is_special(*options.output)) return nullptr;
    return palette_format_of_extension(fs::path(*options.output).extension().string());
}

bool is_text(PaletteFormat format) {
    return format == PaletteFormat::gpl || format == PaletteFormat::hex ||
           format == PaletteFormat::json || format == PaletteFormat::css;
}

// Returns whether the path is standard output, also under a name such as /dev/stdout.
bool is_standard_output(const std::string &path) {
    struct stat named, output;
    return path == "-" ||
           (::stat(path.c_str(), &named) == 0 && ::fstat(STDOUT_FILENO, &output) == 0 &&
            named.st_dev == output.st_dev && named.st_ino == output.st_ino);
}

// Returns where the palette is written; nothing if it is only a part of the JSON object.
std::optional<PaletteTarget> target_of(const PaletteOptions &options) {
    if (!options.output && !options.format && options.json) return {};
    const PaletteFormatInfo *format = format_named(options);
    if (!format && options.output && *options.output != "-" && !is_special(*options.output))
        throw UsageError("-o must end in the name of a palette format (" +
                         palette_format_list(false) + "), or use --format");
    if (!format) throw UsageError("--format says what is written to " + *options.output);
    const PaletteTarget target{options.output.value_or("-"), format->format};
    if (options.json && is_standard_output(target.path))
        throw UsageError("--json and a palette on standard output exclude each other");
    if (target.path == "-" && !is_text(target.format) && ::isatty(STDOUT_FILENO))
        throw UsageError(std::string(format->name) +
                         " is not written to a terminal; redirect it or use -o FILE");
    return target;
}

PaletteResult result_of(const PaletteOptions &options) {
    const std::optional<PaletteTarget> target = target_of(options);
    const PaletteRunOptions run_options{list_inputs(options.inputs), target,        options.force,
                                        options.keep_going,          options.quiet, options.frame};
    Decoder decoder(options.decoder);
    std::vector<Color> kept;
    const Options settings = options.quantize.resolve(kept, decoder);
    PaletteRun run(run_options, settings, decoder);
    try {
        run.run();
    } catch (const FailureOf &failure) {
        print_error(failure.file, failure.what());
        run.result().error = failure.file + ": " + failure.what();
    } catch (const Failure &failure) {
        print_error(failure.what());
        run.result().error = failure.what();
    }
    return std::move(run.result());
}

int run_palette(const PaletteOptions &options) {
    check_inputs(options.inputs);
    const PaletteResult result = result_of(options);
    if (options.json) print_result(to_json(result));
    const auto failed = std::ranges::count_if(
        result.inputs, [](const PaletteInput &input) { return !input.error.empty(); });
    const bool some_read = failed < std::ssize(result.inputs);
    if (!options.quiet && result.error.empty()) print_note(summarize(result));
    if (!options.quiet && result.stats && result.stats->target_missed != 0)
        print_note("quant: " + metrics::target_missed_note(options.quantize.colors,
                                                           options.quantize.target_psnr));
    if (!options.quiet && failed > 0 && some_read && !options.keep_going)
        print_note("no palette: " + result.error + " (--keep-going leaves them out)");
    return failed == 0 && result.error.empty() ? exit_done : exit_failed;
}

CLI::Validator palette_format_name() {
    return CLI::Validator(
        [](const std::string &given) {
            if (palette_format_of_extension("." + given)) return std::string();
            return "'" + given + "' is not one of " + palette_format_list(false);
        },
        "");
}

void add_output_options(CLI::App &command, PaletteOptions &options) {
    const std::string group = "Output";
    command
        .add_option("-o,--output", options.output,
                    "Write to this file, whose extension says the format;\n- = standard output")
        ->type_name("FILE")
        ->group(group);
    command.add_option("--format", options.format, "Its format: " + palette_format_list(false))
        ->check(palette_format_name())
        ->type_name("NAME")
        ->group(group);
    command.add_flag("--force", options.force, "Overwrite an existing file")->group(group);
    command
        .add_flag("--keep-going", options.keep_going,
                  "Write the palette even if some inputs cannot be read")
        ->group(group);
}

}  // namespace

Command add_palette(CLI::App &parent) {
    auto options = std::make_shared<PaletteOptions>();
    CLI::App &command = *parent.add_subcommand("palette", "One palette for all inputs together");
    add_input_options(command, options->inputs, Sharding::none);
    add_output_options(command, *options);
    add_quantize_options(command, options->quantize, QuantizeResult::palette);
    const std::string group = "Other";
    add_frame_option(command, options->frame, "Take this frame or page of each file, from 1")
        ->group(group);
    add_decoder_options(command, options->decoder, group);
    command.add_flag("--json", options->json, "Print one JSON object about inputs and colors")
        ->group(group);
    command.add_flag("-q,--quiet", options->quiet, "No progress, no summary")->group(group);
    command.footer(
        "Without -o the colors are printed, rrggbb, one a line. If an input cannot be read\n"
        "there is no palette, unless --keep-going; the exit status is 1 in any case.\n"
        "\nExamples:\n"
        "  quant palette photos/*.jpg -k 32 -o photos.gpl\n"
        "  quant palette -r photos -k 32 --format ase > photos.ase\n"
        "  quant convert photos/*.jpg --palette photos.gpl --output-dir small");
    return [options] { return run_palette(*options); };
}

}  // namespace quant::cli
