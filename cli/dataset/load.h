// load.h: one picture of a set as the experiments take it: 8-bit RGB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <quant/quant.hpp>

#include "dataset/dataset.h"

namespace quant::cli {

class Decoder;

struct RgbPicture {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> pixels;  // tightly packed rows

    Image view() const { return rgb8(pixels.data(), width, height); }
};

// Decodes or paints it. Throws Failure for a file that cannot be decoded, and Interrupted.
RgbPicture load(const Entry &entry, Decoder &decoder);

// Gray is repeated, 16 bits are rounded to 8, and what is translucent is put in front of white, as
// a page shows it (mixed in sRGB values).
RgbPicture to_rgb8(const Image &image);

}  // namespace quant::cli
