// The color space XYB of JPEG XL in the form that SSIMULACRA 2 uses: a model of the responses of
// the three kinds of cones, turned into red-green (X), lightness (Y) and blue-yellow (B), each
// scaled to about 0 to 1. All of this is in float and equals libjxl's result to the bit.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::metrics {

using FloatPlane = std::vector<float>;
using FloatRow = std::array<FloatPlane, 3>;

FloatRow make_float_row(std::size_t width);

// Reads row y as linear light, 0 to 1, in front of the gray level `background`, 0 to 1, mixed in
// sRGB values.
void read_light(const Image &image, std::size_t y, float background, FloatRow &light);

// Converts a row of linear light to X, Y and B. Both rows have the same length.
void to_xyb(const FloatRow &light, FloatRow &xyb);

}  // namespace quant::cli::metrics
