// Decodes all formats except PNG with OpenImageIO.
#pragma once

#include "io/worker_server.h"

namespace quant::cli {

// Limits OpenImageIO to one thread. Must be called once per process.
void prepare_oiio();

Layout decode_oiio(std::span<const std::byte> file, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
