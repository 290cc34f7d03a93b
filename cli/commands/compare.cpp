// The command `quant compare`: measures the difference between two pictures of the same size.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "commands/number_option.h"
#include "commands/shared_options.h"
#include "io/decoder.h"
#include "io/input_file.h"
#include "io/notes.h"
#include "io/picture_view.h"
#include "metrics/blur.h"
#include "metrics/comparison.h"
#include "metrics/print.h"

namespace quant::cli {
namespace {

struct CompareOptions {
    std::string a;
    std::string b;
    double blur = 0;
    std::uint32_t frame = 0;
    bool json = false;
    DecoderOptions decoder;
};

Side read_side(const std::string &name, Decoder &decoder, std::uint32_t frame) {
    try {
        const InputFile input = open_input(name);
        Side side{name, input.size, decoder.decode(input, frame)};
        print_notes(name, side.picture.notes);
        return side;
    } catch (const Failure &failure) {
        signals::check();
        throw FailureOf(name, failure.what());
    }
}

void check_sizes(const Side &a, const Side &b) {
    if (size_of(a) != size_of(b))
        throw FailureOf(b.name, "is " + size_of(b) + " pixels and " + a.name + " is " + size_of(a) +
                                    ": only pictures of one size can be compared");
}

int run_compare(const CompareOptions &options) {
    if (options.a == "-" && options.b == "-")
        throw UsageError("- (standard input) can be read once only");
    Decoder decoder(options.decoder);
    const Side a = read_side(options.a, decoder, options.frame);
    const Side b = read_side(options.b, decoder, 0);
    check_sizes(a, b);
    if (!have_same_colors(a, b))
        print_error(options.b, "has another color profile than " + options.a +
                                   ", and only the numbers are compared");
    const auto result =
        metrics::compare(view_of(a.picture), view_of(b.picture), options.blur, signals::check);
    print_result(options.json ? to_json(a, b, options.blur, result)
                              : to_table(a, b, options.blur, result));
    return exit_done;
}

}  // namespace

Command add_compare(CLI::App &parent) {
    auto options = std::make_shared<CompareOptions>();
    CLI::App &command = *parent.add_subcommand(
        "compare", "Measure how far two pictures are apart: MSE, SSIM, SSIMULACRA 2, CIEDE2000");
    command.add_option("A", options->a, "Image file; - = standard input")
        ->required()
        ->type_name("");
    command.add_option("B", options->b, "Image file of the same size")->required()->type_name("");
    command
        .add_option("--blur", options->blur,
                    "Blur both by this sigma in pixels before SSIM and CIEDE2000,\n"
                    "to judge dithered pictures as they look from afar")
        ->transform(in_range(0.0, metrics::kMaxBlur))
        ->type_name("S")
        ->capture_default_str();
    add_frame_option(command, options->frame, "Take this frame or page of A, from 1");
    command.add_flag("--json", options->json, "Print one JSON object");
    add_decoder_options(command, options->decoder, "Options");
    command.footer(
        "Examples:\n"
        "  quant compare photo.png photo-quant.png\n"
        "  quant compare photo.png dithered.png --blur 1.5 --json");
    return [options] { return run_compare(*options); };
}

}  // namespace quant::cli
