// oiio_decode.h: reads all formats but PNG with OpenImageIO.
#ifndef QUANT_CLI_IO_OIIO_DECODE_H
#define QUANT_CLI_IO_OIIO_DECODE_H

#include "io/worker_server.h"

namespace quant::cli {

// Once per process.
void prepare_oiio();

Layout decode_oiio(std::span<const std::byte> file, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
#endif
