// Names, help texts and limits of the shared options.
#include "commands/shared_options.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include <CLI/CLI.hpp>

#include "commands/number_option.h"
#include "palette/palette_file.h"

namespace quant::cli {

CLI::Validator one_of(const std::vector<std::string> &names) {
    return CLI::Validator(
        [names](std::string &text) {
            const auto found = std::find(names.begin(), names.end(), text);
            if (found == names.end())
                return "'" + text + "' is not one of " + CLI::detail::join(names, ", ");
            text = std::to_string(found - names.begin());
            return std::string();
        },
        "");
}

void add_decoder_options(CLI::App &command, DecoderOptions &options, const std::string &group) {
    command.add_option("--max-pixels", options.max_pixels, "Refuse larger images")
        ->transform(in_range(std::uint64_t{1}, std::uint64_t{4294967295}))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
    command.add_option("--timeout", options.timeout, "Seconds to decode one file")
        ->transform(in_range(0.001, 1e6))
        ->type_name("S")
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--tone-map", options.tone_mapping,
                    "HDR values above 1: clip, reinhard, refuse")
        ->transform(one_of({"clip", "reinhard", "refuse"}))
        ->type_name("NAME")
        ->default_str("clip")
        ->group(group);
    command
        .add_option("--decoder", options.decoder,
                    "auto = the reader of each format, oiio = OpenImageIO")
        ->transform(one_of({"auto", "oiio"}))
        ->type_name("NAME")
        ->default_str("auto")
        ->group(group);
}

CLI::Option *add_frame_option(CLI::App &command, std::uint32_t &frame, const std::string &text) {
    return command.add_option("--frame", frame, text)
        ->transform(in_range(std::uint32_t{1}, std::uint32_t{1} << 31))
        ->type_name("N");
}

void add_dataset_options(CLI::App &command, DatasetOptions &options, const std::string &group) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    command
        .add_option("--dataset", options.sets,
                    "A folder with pictures at any depth, and the name of the set;\n"
                    "repeatable. Without: built-in synthetic sets landscape and intel")
        ->allow_extra_args(false)
        ->type_name("NAME=DIR")
        ->group(group);
    command.add_option("--limit", options.limit, "Pictures of each set, drawn at random")
        ->transform(in_range(std::uint64_t{1}, most))
        ->type_name("N")
        ->group(group);
    command.add_option("--sample-seed", options.sample_seed, "For --limit: draws others")
        ->transform(in_range(std::uint64_t{0}, most))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
}

void add_palette_option(CLI::App &command, std::optional<std::string> &name) {
    command
        .add_option("--palette", name, "Use the colors of this file: " + palette_format_list(true))
        ->type_name("FILE")
        ->group("Quantization");
}

void add_importance_option(CLI::App &command, std::optional<std::string> &name) {
    command
        .add_option("--importance", name,
                    "A picture of the same size: brighter pixels count for more")
        ->type_name("FILE")
        ->group("Quantization");
}

}  // namespace quant::cli
