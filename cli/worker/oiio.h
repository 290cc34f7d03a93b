// Decodes and encodes with OpenImageIO.
#pragma once

#include <cstddef>
#include <span>

#include "io/protocol.h"
#include "worker/decoding.h"

namespace quant::cli {

// Makes OpenImageIO use one thread. Must be called before the other functions.
void prepare_oiio();

// Throws Failure.
void decode_oiio(Decoding &decoding);

// Throws Failure.
void encode_oiio(std::span<const std::byte> pixels, const Request &request, SharedBuffer &out);

}  // namespace quant::cli
