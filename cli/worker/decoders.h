// The decoders, one for each format. Each decodes the frame that is asked for to 8 or 16 bits per
// channel, sRGB-encoded or as the profile says, with straight alpha. All throw Failure.
#pragma once

#include "worker/decoding.h"

namespace quant::cli {

void decode_png(Decoding &decoding);
void decode_jpeg(Decoding &decoding);
void decode_bmp(Decoding &decoding);
void decode_targa(Decoding &decoding);
void decode_pnm(Decoding &decoding);
void decode_hdr(Decoding &decoding);
void decode_gif(Decoding &decoding);
void decode_webp(Decoding &decoding);
void decode_tiff(Decoding &decoding);

}  // namespace quant::cli
