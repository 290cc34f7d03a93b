// Makes buffers and layers without converting channel values, from bytes and sample pictures.
#include "layers.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sample/sample.h"

namespace quant::plugin::test {
namespace {

std::size_t size_of(const GeglRectangle &area, const Babl *format) {
    return static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height) *
           static_cast<std::size_t>(babl_format_get_bytes_per_pixel(format));
}

// Returns the pixels of a sample picture with this many channels; its green becomes gray.
std::vector<std::uint8_t> with_channels(const cli::sample::Picture &picture, unsigned channels) {
    std::vector<std::uint8_t> values;
    for (std::size_t i = 0; i < picture.pixels.size(); i += picture.channels) {
        const std::uint8_t *pixel = &picture.pixels[i];
        if (channels < 3)
            values.push_back(pixel[1]);
        else
            values.insert(values.end(), pixel, pixel + 3);
        if (channels % 2 == 0) values.push_back(pixel[3]);
    }
    return values;
}

}  // namespace

Buffer new_buffer(const GeglRectangle &extent, const Babl *format) {
    return Buffer(gegl_buffer_new(&extent, format));
}

void set_bytes(const Buffer &buffer, const std::vector<std::uint8_t> &bytes) {
    gegl_buffer_set(buffer.get(), gegl_buffer_get_extent(buffer.get()), 0,
                    gegl_buffer_get_format(buffer.get()), bytes.data(), GEGL_AUTO_ROWSTRIDE);
}

std::vector<std::uint8_t> bytes_of(const Buffer &buffer, const GeglRectangle &area) {
    const Babl *format = gegl_buffer_get_format(buffer.get());
    std::vector<std::uint8_t> bytes(size_of(area, format));
    gegl_buffer_get(buffer.get(), &area, 1.0, format, bytes.data(), GEGL_AUTO_ROWSTRIDE,
                    GEGL_ABYSS_NONE);
    return bytes;
}

std::vector<std::uint8_t> bytes_of(const Pixels &pixels) {
    return {pixels.bytes.get(),
            pixels.bytes.get() + pixels.row_bytes() * static_cast<std::size_t>(pixels.area.height)};
}

std::vector<std::uint8_t> noise(std::size_t size, std::uint64_t seed) {
    std::vector<std::uint8_t> bytes(size);
    std::uint64_t state = seed;
    for (std::uint8_t &byte : bytes) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<std::uint8_t>(state >> 56);
    }
    return bytes;
}

Buffer noise_buffer(const GeglRectangle &extent, const Babl *format, std::uint64_t seed) {
    Buffer buffer = new_buffer(extent, format);
    set_bytes(buffer, noise(size_of(extent, format), seed));
    return buffer;
}

Layer layer_of(const std::vector<std::uint8_t> &values, int width, int height, unsigned channels,
               unsigned bits) {
    static constexpr std::array kModels{"Y'", "Y'A", "R'G'B'", "R'G'B'A"};
    const std::string name = kModels.at(channels - 1) + std::string(bits == 8 ? " u8" : " u16");
    const Buffer buffer = new_buffer({0, 0, width, height}, babl_format(name.c_str()));
    if (bits == 8) {
        set_bytes(buffer, values);
    } else {
        std::vector<std::uint8_t> bytes(values.size() * 2);
        for (std::size_t i = 0; i < values.size(); ++i) {
            // 0 and 255 become the ends of the 16-bit range, so that opaque and transparent pixels
            // stay so.
            const bool is_end = values[i] == 0 || values[i] == 255;
            const auto wide =
                static_cast<std::uint16_t>(values[i] * 256U + (is_end ? values[i] : i * 37 % 256));
            std::memcpy(&bytes[2 * i], &wide, sizeof wide);
        }
        set_bytes(buffer, bytes);
    }
    return {read_pixels(buffer.get(), {0, 0, width, height}), {}};
}

std::vector<Layer> layers_of_all_layouts(unsigned bits) {
    const cli::sample::Picture photo = cli::sample::landscape(90, 70, 3);
    const cli::sample::Picture soft = cli::sample::soft_alpha(80);
    std::vector<Layer> layers;
    layers.push_back(layer_of(with_channels(photo, 1), 90, 70, 1, bits));
    layers.push_back(layer_of(with_channels(soft, 2), 80, 80, 2, bits));
    layers.push_back(layer_of(with_channels(photo, 3), 90, 70, 3, bits));
    layers.push_back(layer_of(with_channels(soft, 4), 80, 80, 4, bits));
    return layers;
}

Layer landscape(int width, int height, std::uint64_t seed) {
    const auto picture = cli::sample::landscape(static_cast<std::size_t>(width),
                                                static_cast<std::size_t>(height), seed);
    return layer_of(picture.pixels, width, height, 3);
}

Layer planet(int size) {
    return layer_of(cli::sample::soft_alpha(static_cast<std::size_t>(size)).pixels, size, size, 4);
}

const Babl *other_space() {
    return babl_space_from_chromaticities("quant's ~ space", 0.3127, 0.3290, 0.68, 0.32, 0.265,
                                          0.69, 0.15, 0.06, babl_trc_gamma(1.8), nullptr, nullptr,
                                          BABL_SPACE_FLAG_NONE);
}

bool same(const Color &a, const Color &b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

}  // namespace quant::plugin::test
