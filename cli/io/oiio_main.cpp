// The program quant-oiio: the worker process that decodes and encodes all formats except PNG.
#include "io/oiio_decode.h"
#include "io/oiio_encode.h"
#include "io/worker_server.h"

int main() {
    quant::cli::prepare_oiio();
    return quant::cli::serve({quant::cli::decode_oiio, quant::cli::encode_oiio});
}
