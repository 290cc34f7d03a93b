// The program quant-oiio: the worker process that decodes with OpenImageIO.
#include "worker/oiio.h"
#include "worker/server.h"

int main() {
    quant::cli::prepare_oiio();
    return quant::cli::serve({quant::cli::decode_oiio, nullptr});
}
