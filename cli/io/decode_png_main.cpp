// The program quant-decode-png: the worker process for PNG. It links only libpng, which starts in a
// millisecond; OpenImageIO takes two hundred.
#include "io/png_decode.h"
#include "io/worker_server.h"

int main() { return quant::cli::serve({quant::cli::decode_png, nullptr}); }
