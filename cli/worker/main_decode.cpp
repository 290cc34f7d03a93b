// The program quant-decode: the worker process for the formats whose libraries load in a few
// milliseconds.
#include "base/failure.h"
#include "worker/decoders.h"
#include "worker/server.h"

namespace {

using namespace quant::cli;

void decode(Decoding &decoding) {
    switch (decoding.request().format) {
        case Format::png: decode_png(decoding); return;
        case Format::jpeg: decode_jpeg(decoding); return;
        case Format::bmp: decode_bmp(decoding); return;
        case Format::targa: decode_targa(decoding); return;
        case Format::pnm: decode_pnm(decoding); return;
        case Format::hdr: decode_hdr(decoding); return;
        case Format::gif: decode_gif(decoding); return;
        case Format::webp: decode_webp(decoding); return;
        case Format::tiff:
        case Format::openexr: break;
    }
    throw Failure("this process does not decode the format");
}

}  // namespace

int main() { return serve({decode, nullptr}); }
