// decoder_options.h: the limits on decoding, which all commands that read pictures share.
#ifndef QUANT_CLI_DECODER_OPTIONS_H
#define QUANT_CLI_DECODER_OPTIONS_H

#include <cstdint>
#include <string>

#include "io/protocol.h"

namespace CLI {
class App;
}

namespace quant::cli {

struct DecoderOptions {
    std::uint64_t max_pixels = default_max_pixels;
    double timeout = 120;
};

void add_decoder_options(CLI::App &command, DecoderOptions &options, const std::string &group);

}  // namespace quant::cli
#endif
