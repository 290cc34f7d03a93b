// The program quant-tiff: the worker process for TIFF, and for JPEG whose CMYK colors need a color
// profile. libtiff loads the libraries of a dozen compressions, and few pictures need color
// management, so that other pictures should not wait for them.
#include "worker/decoders.h"
#include "worker/encode_tiff.h"
#include "worker/server.h"

namespace {

using namespace quant::cli;

void decode(Decoding &decoding) {
    decoding.request().format == Format::jpeg ? decode_jpeg(decoding) : decode_tiff(decoding);
}

}  // namespace

int main() { return serve({decode, encode_tiff}); }
