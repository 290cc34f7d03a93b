// Loads one picture of a data set as the experiments need it: 8-bit RGB.
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
    std::vector<std::uint8_t> pixels;  // rows without padding

    Image view() const { return rgb8(pixels.data(), width, height); }
};

// Decodes or paints the picture, and prints what the user should know about its file. Throws
// Failure for a file that cannot be decoded, and Interrupted.
RgbPicture load(const Entry &entry, Decoder &decoder);

// Repeats gray, rounds 16 bits to 8, and puts translucent pixels in front of white, as a web page
// shows them (mixed in sRGB values).
RgbPicture to_rgb8(const Image &image);

}  // namespace quant::cli
