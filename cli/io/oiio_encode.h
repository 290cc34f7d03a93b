// oiio_encode.h: writes truecolor pictures in all writable formats but PNG, into memory.
#pragma once

#include "io/worker_server.h"

namespace quant::cli {

void encode_oiio(std::span<const std::byte> pixels, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
