// decoder_options.cpp: --max-pixels and --timeout.
#include "decoder_options.h"

#include <CLI/CLI.hpp>

#include "numbers.h"

namespace quant::cli {

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
}

}  // namespace quant::cli
