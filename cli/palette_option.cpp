// palette_option.cpp: the option and the formats that its help names.
#include "palette_option.h"

#include <CLI/CLI.hpp>

#include "palette/palette_file.h"

namespace quant::cli {

CLI::Option *add_palette_option(CLI::App &command, std::optional<std::string> &name) {
    return command
        .add_option("--palette", name, "Use the colors of this file: " + palette_format_list(true))
        ->type_name("FILE")
        ->group("Quantization");
}

}  // namespace quant::cli
