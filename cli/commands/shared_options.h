// shared_options.h: the options that several commands have, in one file: CLI11's headers take many
// times longer to compile than what is said with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dataset/dataset.h"
#include "io/decoder.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace quant::cli {

// --max-pixels and --timeout.
void add_decoder_options(CLI::App &command, DecoderLimits &options, const std::string &group);

// --dataset, --limit and --sample-seed.
void add_dataset_options(CLI::App &command, DatasetOptions &options, const std::string &group);

// --palette: the name of the file; read_palette() takes it.
CLI::Option *add_palette_option(CLI::App &command, std::optional<std::string> &name);

// --importance: the name of the file; read_importance() takes it.
CLI::Option *add_importance_option(CLI::App &command, std::optional<std::string> &name);

}  // namespace quant::cli
