// Buffers and layers for the tests of the plug-ins, and comparisons of results.
#pragma once

#include <gegl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/reduction.h"
#include "same_result.h"

namespace quant::plugin::test {

struct Unref {
    void operator()(void *object) const { g_object_unref(object); }
};
using Buffer = std::unique_ptr<GeglBuffer, Unref>;

// Returns a new buffer of zeros.
Buffer new_buffer(const GeglRectangle &extent, const Babl *format);

// Write and read the bytes of a buffer, or read those of pixels, without any conversion. An area
// may go beyond the buffer.
void set_bytes(const Buffer &buffer, const std::vector<std::uint8_t> &bytes);
std::vector<std::uint8_t> bytes_of(const Buffer &buffer, const GeglRectangle &area);
std::vector<std::uint8_t> bytes_of(const Pixels &pixels);

// Return random bytes, or a buffer of them; they are the same for the same seed.
std::vector<std::uint8_t> noise(std::size_t size, std::uint64_t seed = 1);
Buffer noise_buffer(const GeglRectangle &extent, const Babl *format, std::uint64_t seed = 1);

// Returns a layer of Y'[A] or R'G'B'[A] values, which are given in 8 bits. With 16 bits, their low
// bytes vary, so that most values are not multiples of 257.
Layer layer_of(const std::vector<std::uint8_t> &values, int width, int height, unsigned channels,
               unsigned bits = 8);

// Returns sample pictures in all layouts: with 1 to 4 channels of this many bits.
std::vector<Layer> layers_of_all_layouts(unsigned bits);
// Returns the sample landscape as an RGB layer.
Layer landscape(int width, int height, std::uint64_t seed = 1);
// Returns the sample picture with soft alpha as an RGBA layer.
Layer planet(int size);

// Returns a space whose primaries and curve differ from sRGB's. Its name contains characters that
// mean other curves in the names of formats.
const Babl *other_space();

// Returns whether all channels of two colors are equal.
bool same(const Color &a, const Color &b);
using quant::test::same;

}  // namespace quant::plugin::test
