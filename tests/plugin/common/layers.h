// Buffers and layers for tests, and results compared.
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

// Of zeros.
Buffer new_buffer(const GeglRectangle &extent, const Babl *format);

// Bytes in and out, without any conversion; an area may go beyond the buffer.
void set_bytes(const Buffer &buffer, const std::vector<std::uint8_t> &bytes);
std::vector<std::uint8_t> bytes_of(const Buffer &buffer, const GeglRectangle &area);
std::vector<std::uint8_t> bytes_of(const Pixels &pixels);

// Random bytes, the same each time.
std::vector<std::uint8_t> noise(std::size_t size, std::uint64_t seed = 1);
Buffer noise_buffer(const GeglRectangle &extent, const Babl *format, std::uint64_t seed = 1);

// Of Y'[A] or R'G'B'[A] values in 8 bits. In 16 bits they are not multiples of 257.
Layer layer_of(const std::vector<std::uint8_t> &values, int width, int height, unsigned channels,
               unsigned bits = 8);

// The sample pictures in all layouts: with 1 to 4 channels of this many bits.
std::vector<Layer> layers_of_all_layouts(unsigned bits);
Layer landscape(int width, int height, std::uint64_t seed = 1);
Layer planet(int size);  // RGBA, soft

// A space of other primaries and another curve than sRGB, whose name tells nothing about formats.
const Babl *other_space();

bool same(const Color &a, const Color &b);
using quant::test::same;

}  // namespace quant::plugin::test
