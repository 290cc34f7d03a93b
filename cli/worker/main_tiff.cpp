// The program quant-tiff: the worker process for TIFF. libtiff loads the libraries of a dozen
// compressions, which the other formats should not wait for.
#include "worker/decoders.h"
#include "worker/encode_tiff.h"
#include "worker/server.h"

int main() { return quant::cli::serve({quant::cli::decode_tiff, quant::cli::encode_tiff}); }
