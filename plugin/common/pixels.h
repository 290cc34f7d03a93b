// Pixels of GEGL buffers in the layouts that libquant reads, and back.
#pragma once

#include <gegl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

// In the color space of its buffer, whose profile belongs to the image: values are not converted,
// and the command line does not convert them either.
struct Pixels {
    GeglRectangle area{};
    const Babl *format = nullptr;  // of `bytes`: Y' or R'G'B', with or without A, u8 or u16
    unsigned channels = 0;         // 1 to 4
    unsigned bits = 0;             // 8 or 16
    std::unique_ptr<std::uint8_t[]> bytes;

    bool has_alpha() const { return channels % 2 == 0; }
    std::size_t count() const {
        return static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height);
    }
    std::size_t row_bytes() const {
        return static_cast<std::size_t>(area.width) * channels * (bits / 8);
    }
    Image view() const;
};

// The format in which pixels of `format` are quantized: 8 bits where those have no more, 16 where
// they have, or are linear or floating point.
const Babl *working_format(const Babl *format);

// "R'G'B' u8" in the color space of `format`: what three bytes of a palette are.
const Babl *palette_format(const Babl *format);

// The area must not be empty; what lies outside of the buffer is 0. Throws std::bad_alloc.
Pixels read_pixels(GeglBuffer *buffer, const GeglRectangle &area);
void write_pixels(GeglBuffer *buffer, const Pixels &pixels);

// One value for each pixel of the area of how much it is selected: 0 to 255. The mask's pixel
// (x + offset_x, y + offset_y) is for (x, y). Empty if all of the area is selected fully.
std::vector<std::uint8_t> read_selection(GeglBuffer *mask, const GeglRectangle &area, int offset_x,
                                         int offset_y);

// Makes each pixel opaque or transparent, whichever is nearer.
void make_alpha_binary(Pixels &pixels);

// The pixels of an alpha of at least the half, one after another.
std::vector<std::uint8_t> visible_pixels(const Pixels &pixels);

// Gives the pixels their colors of a result, and leaves alpha alone.
void recolor(Pixels &pixels, const Quantized &result);

// The colors of an indexed image. What is transparent has no color there.
struct Colormap {
    explicit Colormap(std::span<const Color> palette);

    std::vector<std::uint8_t> rgb;         // three bytes a color, at least one color
    std::vector<std::uint8_t> position;    // of each entry of the palette in it
    std::vector<std::uint8_t> is_visible;  // of each entry: 0 or 1
    std::size_t size() const { return rgb.size() / 3; }
};

// Whether a result has a visible pixel, of an alpha of the half or more, transparent.
bool has_holes(const Pixels &pixels, const Quantized &result);

// Writes a result as the pixels of an indexed layer that covers the area of the pixels: one byte
// each, or two with alpha. Those of an alpha below the half become transparent.
void write_indices(GeglBuffer *layer, const Babl *format, const Pixels &pixels,
                   const Quantized &result);

}  // namespace quant::plugin
