// The encoder of TIFF.
#pragma once

#include <cstddef>
#include <span>

#include "io/protocol.h"
#include "worker/server.h"

namespace quant::cli {

// Encodes pixels, palette and profile, one after the other as in Request. Throws Failure.
void encode_tiff(std::span<const std::byte> parts, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
