// The program quant-oiio: the worker process that decodes OpenEXR and encodes all formats except
// PNG with OpenImageIO.
#include "worker/oiio.h"
#include "worker/server.h"

int main() {
    quant::cli::prepare_oiio();
    return quant::cli::serve({quant::cli::decode_oiio, quant::cli::encode_oiio});
}
