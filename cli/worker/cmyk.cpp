// Chooses between a color profile and a formula.
#include "worker/cmyk.h"

#include <string>

namespace quant::cli {

std::unique_ptr<CmykConverter> cmyk_converter_of(std::span<const std::byte> profile,
                                                 Decoding &decoding) {
    auto converter = profile.empty() ? nullptr : make_cmyk_converter(profile);
    if (!converter)
        decoding.note(std::string("its CMYK colors are converted to RGB without a color profile") +
                      (profile.empty() ? "" : ", as its own is of no use") +
                      ", and are approximate");
    return converter;
}

}  // namespace quant::cli
