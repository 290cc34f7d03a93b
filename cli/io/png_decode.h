// png_decode.h: reads PNG files with libpng.
#ifndef QUANT_CLI_IO_PNG_DECODE_H
#define QUANT_CLI_IO_PNG_DECODE_H

#include "io/worker_server.h"

namespace quant::cli {

Layout decode_png(std::span<const std::byte> file, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
#endif
