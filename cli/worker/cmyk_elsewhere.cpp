// Leaves pictures whose CMYK colors need a color profile to the worker that has Little CMS. Few
// pictures do, and the others should not wait for the library.
#include "worker/cmyk.h"
#include "worker/server.h"

namespace quant::cli {

std::unique_ptr<CmykConverter> make_cmyk_converter(std::span<const std::byte>) {
    throw OtherWorker{};
}

}  // namespace quant::cli
