// Encodes truecolor pictures into memory, in all writable formats except PNG.
#pragma once

#include "io/worker_server.h"

namespace quant::cli {

void encode_oiio(std::span<const std::byte> pixels, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
