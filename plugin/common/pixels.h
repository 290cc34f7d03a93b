// Reads pixels of GEGL buffers in the layouts that libquant accepts, and writes results back.
#pragma once

#include <gegl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <quant/quant.hpp>

#include "common/icc_profile.h"

namespace quant::plugin {

// Holds pixels in the color space of their buffer. Values are not converted to another color space,
// nor does the command line convert them.
struct Pixels {
    GeglRectangle area{};
    // The format of `bytes`: Y' or R'G'B' (GIMP 3: also Y~ or R~G~B~), with or without A, u8 or
    // u16.
    const Babl *format = nullptr;
    unsigned channels = 0;  // 1 to 4
    unsigned bits = 0;      // 8 or 16
    std::unique_ptr<std::uint8_t[]> bytes;
    IccProfile profile{};  // of the format; GIMP 2.10's formats have none
    // The number of visible pixels that had a value below 0 or above 1, and have 0 or 1 here. Only
    // pixels of floating point can.
    std::size_t clipped = 0;
    // The number of pixels that were neither opaque nor transparent before make_alpha_binary().
    std::size_t hardened = 0;

    bool has_alpha() const { return channels % 2 == 0; }
    std::size_t count() const {
        return static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height);
    }
    std::size_t row_bytes() const {
        return static_cast<std::size_t>(area.width) * channels * (bits / 8);
    }
    Image view() const;
};

// Returns the format in which pixels of `format` are quantized: 8 bits a channel if `format` has no
// more and is not linear, 16 if it has more, is linear or is floating point.
const Babl *working_format(const Babl *format);

// Returns whether the channel values of `format` are proportional to light.
bool is_linear(const Babl *format);

// Returns the format of a color of three bytes that has the numbers of pixels of working_format():
// "R'G'B' u8" or "R~G~B~ u8".
const Babl *palette_format(const Babl *format);

// Reads the pixels of an area, which must not be empty. Pixels outside the buffer are 0. Throws
// std::bad_alloc.
Pixels read_pixels(GeglBuffer *buffer, const GeglRectangle &area);
void write_pixels(GeglBuffer *buffer, const Pixels &pixels);
// Returns whether place, format, profile and all values are the same.
bool same_pixels(const Pixels &a, const Pixels &b);

// Returns for each pixel of the area how much it is selected, or counts: 0 to 255. Pixel (x, y) has
// the value of the mask's pixel (x + offset_x, y + offset_y). The result is empty if all are 255.
std::vector<std::uint8_t> read_mask(GeglBuffer *mask, const GeglRectangle &area, int offset_x,
                                    int offset_y);

// Returns a channel value, rounded to 8 bits; `at` counts all values of all pixels.
inline std::uint8_t value_of_8_bits(const Pixels &pixels, std::size_t at) {
    if (pixels.bits == 8) return pixels.bytes[at];
    const unsigned value = reinterpret_cast<const std::uint16_t *>(pixels.bytes.get())[at];
    return static_cast<std::uint8_t>((value * 255U + 32767U) / 65535U);
}

// Returns the color of a pixel, rounded to 8 bits and opaque; (0, 0) is the first of the area.
Color color_at(const Pixels &pixels, int x, int y);

// Makes each pixel opaque or transparent, whichever is nearer. Adds the number of pixels that this
// changes to pixels.hardened.
void make_alpha_binary(Pixels &pixels);

enum class Alpha { any, visible };

// Returns the pixels that count by at least one half (without weights, all), one after another;
// with Alpha::visible, only those whose alpha is at least one half.
std::vector<std::uint8_t> counted_pixels(const Pixels &pixels, Alpha which,
                                         std::span<const std::uint8_t> weights = {});

// Gives each pixel its color in the result, and leaves its alpha as it is.
void recolor(Pixels &pixels, const Quantized &result);

// Returns opaque colors of three bytes each, or none if `rgb` is null.
std::vector<Color> colors_of(const std::uint8_t *rgb, int count);

// The colormap of an indexed image. It has no color for the transparent entries of the palette.
struct Colormap {
    explicit Colormap(std::span<const Color> palette);

    std::vector<std::uint8_t> rgb;         // three bytes a color; at least one color
    std::vector<std::uint8_t> position;    // for each palette entry: its place in the colormap
    std::vector<std::uint8_t> is_visible;  // for each palette entry: 0 or 1
    std::size_t size() const { return rgb.size() / 3; }
};

// Returns whether the result makes a pixel transparent whose alpha is at least one half.
bool has_holes(const Pixels &pixels, const Quantized &result);

// Writes a result into an indexed layer that covers the area of `pixels`. `format` is the layer's:
// one byte a pixel, or two with alpha. Pixels with an alpha below one half become transparent.
void write_indices(GeglBuffer *layer, const Babl *format, const Pixels &pixels,
                   const Quantized &result);

}  // namespace quant::plugin
