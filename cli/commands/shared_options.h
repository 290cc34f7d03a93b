// Options that several commands have. They are in one file because CLI11's headers take many times
// longer to compile than the options.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "io/decoder.h"

namespace CLI {
class App;
class Validator;
}  // namespace CLI

namespace quant::cli {

// Returns a validator that replaces one of these names by its number, from 0, which is that of an
// enumerator.
CLI::Validator one_of(const std::vector<std::string> &names);

// Adds --max-pixels, --timeout, --tone-map and --decoder.
void add_decoder_options(CLI::App &command, DecoderOptions &options, const std::string &group);

// Adds --frame.
CLI::Option *add_frame_option(CLI::App &command, std::uint32_t &frame, const std::string &text);

// Adds --dataset, --limit and --sample-seed.
void add_dataset_options(CLI::App &command, DatasetOptions &options, const std::string &group);

// Adds --palette, which takes the name of a file for read_palette().
void add_palette_option(CLI::App &command, std::optional<std::string> &name);

// Adds --importance, which takes the name of a file for read_importance().
void add_importance_option(CLI::App &command, std::optional<std::string> &name);

}  // namespace quant::cli
