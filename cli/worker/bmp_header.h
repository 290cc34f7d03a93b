// The headers of a BMP file. There are a dozen kinds, of OS/2 and of Windows, and none says which
// one it is: its size decides, and in one case what it asks for.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "worker/decoding.h"

namespace quant::cli {

enum class BmpCoding { plain, rle4, rle8, rle24 };

struct BmpHeader {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    bool top_down = false;
    unsigned bits = 0;  // per pixel: 1, 2, 4, 8, 16, 24 or 32
    BmpCoding coding = BmpCoding::plain;
    // The bits of red, green, blue and alpha in a pixel of 16 or more; 0 if a channel is absent.
    std::array<std::uint32_t, 4> masks{};
    std::span<const std::byte>
        palette;                        // whole entries: blue, green, red, and maybe an unused byte
    unsigned palette_entry = 0;         // bytes
    std::span<const std::byte> pixels;  // and all that follows them in the file
};

// Reads the headers, and describes the picture to `decoding`, but for its size and channels.
// Throws Failure if there is no picture, or a kind of it that is not read.
BmpHeader read_bmp_header(Decoding &decoding);

}  // namespace quant::cli
