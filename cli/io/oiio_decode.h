// oiio_decode.h: reads all formats but PNG with OpenImageIO.
#pragma once

#include "io/worker_server.h"

namespace quant::cli {

// Once per process.
void prepare_oiio();

Layout decode_oiio(std::span<const std::byte> file, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
