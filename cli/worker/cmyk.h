// Converts CMYK colors by a color profile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "worker/decoding.h"

namespace quant::cli {

// Converts to sRGB, relative to the white of the paper, with black as dark as it can be
// (relative colorimetric with black point compensation).
class CmykConverter {
public:
    virtual ~CmykConverter() = default;

    // Converts pixels of four inks, from 0, which is none, to 65535, to three channels.
    virtual void convert(const std::uint16_t *inks, std::size_t count, std::uint16_t *rgb) = 0;
};

// Returns what converts CMYK by the profile of a file; null, with a note, if there is none or it is
// of no use. Throws OtherWorker.
std::unique_ptr<CmykConverter> cmyk_converter_of(std::span<const std::byte> profile,
                                                 Decoding &decoding);

// Returns null if the profile is not one of CMYK, or damaged. Throws OtherWorker in a worker
// without a library for color management.
std::unique_ptr<CmykConverter> make_cmyk_converter(std::span<const std::byte> profile);

}  // namespace quant::cli
