// decode_png_main.cpp: quant-decode-png, the decoder process for PNG: libpng alone starts in a
// millisecond, OpenImageIO in two hundred.
#include "io/png_decode.h"
#include "io/worker_server.h"

int main() { return quant::cli::serve({quant::cli::decode_png, nullptr}); }
