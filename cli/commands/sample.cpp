// The command `quant sample`: writes the built-in sample pictures.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "png/encode.h"
#include "sample/sample.h"

namespace quant::cli {
namespace {

struct SampleOptions {
    std::string folder;
    bool force = false;
};

std::vector<std::uint8_t> encode(const sample::Picture &picture) {
    Layout layout;
    layout.width = picture.width;
    layout.height = picture.height;
    layout.channels = picture.channels;
    layout.bits = 8;
    return encode_png_truecolor(layout, std::as_bytes(std::span(picture.pixels)), {}, {});
}

int run_sample(const SampleOptions &options) {
    make_folder(options.folder);
    int status = exit_done;
    for (const sample::Picture &picture : sample::all()) {
        signals::check();
        const std::string path =
            (std::filesystem::path(options.folder) / (picture.name + ".png")).string();
        try {
            write_file(path, encode(picture), options.force);
        } catch (const FailureOf &failure) {
            print_error(failure.file, failure.what());
            status = exit_failed;
            continue;
        }
        print_result(printable(path) + "\n");
    }
    return status;
}

}  // namespace

Command add_sample(CLI::App &parent) {
    auto options = std::make_shared<SampleOptions>();
    CLI::App &command = *parent.add_subcommand("sample", "Write the built-in sample images");
    command.add_option("DIR", options->folder, "Folder for them; created where missing")
        ->required()
        ->type_name("");
    command.add_flag("--force", options->force, "Overwrite existing files");
    command.footer("Example:\n  quant sample samples && quant convert samples/*.png -k 16");
    return [options] { return run_sample(*options); };
}

}  // namespace quant::cli
