// palette_option.h: --palette FILE, for the commands that map onto given colors.
#ifndef QUANT_CLI_PALETTE_OPTION_H
#define QUANT_CLI_PALETTE_OPTION_H

#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace quant::cli {

// The name of the file; read_palette() takes it.
CLI::Option *add_palette_option(CLI::App &command, std::optional<std::string> &name);

}  // namespace quant::cli
#endif
