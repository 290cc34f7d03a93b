// Options that say which pictures a command works on.
#pragma once

#include <cstddef>

#include "inputs/input_list.h"

namespace CLI {
class App;
}

namespace quant::cli {

// Whether a command can work on a part of its inputs.
enum class Sharding { none, offered };

// Adds the operands INPUT, and --recursive, --files-from, --null, --include and --exclude; with
// Sharding::offered also --shard. All are in the group "Input" of the help.
void add_input_options(CLI::App &command, InputOptions &options, Sharding sharding);

// Throws UsageError if the user named no input, or if standard input would be read more than once.
// `other_readers` counts the other options that read it, such as --palette -.
void check_inputs(const InputOptions &options, std::size_t other_readers = 0);

}  // namespace quant::cli
