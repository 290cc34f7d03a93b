// A picture as the metrics see it: rows of red, green and blue in 8-bit units (0 to 255, with
// fractions for 16-bit values), in front of a gray background.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::metrics {

using Plane = std::vector<double>;
using Row = std::array<Plane, 3>;  // R, G, B

Row make_row(std::size_t width);

// Channel values as they are stored. Gray is repeated three times, and an alpha that is missing is
// the largest value.
struct Pixel {
    std::uint16_t r, g, b, a;
};

template <typename Sample, typename Visit>
void for_each_pixel_of(const Image &image, std::size_t y, Visit visit) {
    const auto *from = static_cast<const std::byte *>(image.pixels) +
                       static_cast<std::ptrdiff_t>(y) * image.stride_bytes;
    const std::size_t green = image.channels < 3 ? 0 : 1;
    const bool has_alpha = image.channels % 2 == 0;
    std::array<Sample, 4> s{};
    for (std::size_t x = 0; x < image.width; ++x) {
        std::memcpy(s.data(), from, image.channels * sizeof(Sample));  // `from` need not be aligned
        from += image.channels * sizeof(Sample);
        const Sample alpha = has_alpha ? s[image.channels - 1] : static_cast<Sample>(-1);
        visit(x, Pixel{s[0], s[green], s[2 * green], alpha});
    }
}

// Calls visit(x, pixel) for the pixels of row y from left to right.
template <typename Visit>
void for_each_pixel(const Image &image, std::size_t y, Visit visit) {
    if (image.bits == 8)
        for_each_pixel_of<std::uint8_t>(image, y, visit);
    else
        for_each_pixel_of<std::uint16_t>(image, y, visit);
}

// Returns whether any pixel is not opaque.
bool is_translucent(const Image &image);

// Reads row y in front of the gray level `background`, mixed in sRGB values as browsers do, without
// rounding.
void read_row(const Image &image, std::size_t y, double background, Row &row);

// Reads the alpha of row y, 0 to 255.
void read_alpha(const Image &image, std::size_t y, Plane &alpha);

}  // namespace quant::cli::metrics
