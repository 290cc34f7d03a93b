// Conversions of floating-point pixels, and from premultiplied to straight alpha.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "worker/decoding.h"

namespace quant::cli {

struct FloatKind {
    bool linear = false;      // proportional to light: gets the sRGB curve
    bool associated = false;  // premultiplied: colors are divided by alpha
};

// Allocates the picture with 16 bits, and stores the pixels, which are width * height * channels
// floats from 0 to 1. Larger values become 1 or are compressed, as the request says, and are
// counted; smaller values and NaN become 0. Throws Failure if larger values are refused.
//
// The compression is the operator of Reinhard et al. (2002), "Photographic Tone Reproduction for
// Digital Images", equation 4: L becomes L (1 + L / W^2) / (1 + L) in linear light, where W is the
// largest L of the picture. L is the largest channel of a pixel and not its luminance, so that
// saturated colors fit too, and all channels get the factor of L, so that hues stay. The operator
// is used only if a value is above 1.
void store_floats(std::span<const float> pixels, std::uint64_t width, std::uint64_t height,
                  unsigned channels, const FloatKind &kind, Decoding &decoding);

// Divides the colors of a decoded picture of 2 or 4 channels by alpha.
void unassociate(std::byte *pixels, const Layout &layout);

// Makes a picture of 2 or 4 channels opaque if its alpha is 0 everywhere.
void fill_unused_alpha(std::byte *pixels, const Layout &layout);

}  // namespace quant::cli
