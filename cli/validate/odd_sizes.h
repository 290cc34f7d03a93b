// Copies of a picture in sizes that leave rests: in the rows, in the vectors of every kernel, and
// in the parts that threads get.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::validate {

// A copy of a picture in 8-bit RGB. Rows may have padding, which begins with the opposite of the
// last pixel, so that a result is wrong if it is taken for a pixel.
struct ScaledPicture {
    std::size_t width = 0, height = 0, stride = 0;
    std::vector<std::uint8_t> bytes;

    Image view() const;
    std::vector<std::uint8_t> packed() const;  // the same pixels without padding
    std::string size_text() const;             // such as "149x151"
};

struct Size {
    std::size_t width, height;
};

// Sizes of primes, which neither vectors nor threads divide. Several threads share the pixels.
constexpr Size kOddSizes[] = {{149, 151}, {127, 131}};

// The widths of small copies, which have 3 rows or 5. Since 64 is a power of 2, the numbers of
// pixels leave every rest by 64, which is the number of pixels that the longest vectors hold in
// one turn of a loop; and so do the rows.
constexpr std::size_t kLargestSmallWidth = 67;

// Scales the picture, without padding, by repeating or leaving out pixels, so that even a small
// copy has colors from everywhere.
ScaledPicture scaled(const Image &picture, Size size, std::size_t padding);

}  // namespace quant::cli::validate
