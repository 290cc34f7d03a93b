// Decodes with OpenImageIO.
#pragma once

#include "worker/decoding.h"

namespace quant::cli {

// Makes OpenImageIO use one thread. Must be called before decode_oiio().
void prepare_oiio();

// Throws Failure.
void decode_oiio(Decoding &decoding);

}  // namespace quant::cli
