// Decodes PNG files with libpng.
#pragma once

#include "io/worker_server.h"

namespace quant::cli {

Layout decode_png(std::span<const std::byte> file, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
