// From an image and the palette as it is written to indices whose colors, seen from some distance,
// are those of the image. docs/dithering.md says what the methods do and why.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <span>
#include <vector>

#include "color/image.h"
#include "color/point.h"
#include "map/nearest_color.h"

namespace quant::core {

// A palette in the coordinates of dithering.
struct DitherPalette {
    DitherPalette(std::span<const quant_color> colors, bool has_alpha);

    std::vector<Point> points;
    NearestColor nearest;
    std::uint8_t transparent;  // the entry of fully transparent pixels
};

// How strong: kFullStrength is the whole of a method, 0 none of it.
inline constexpr int kFullStrength = 1024;

// The methods; each writes all of `indices`, and the number of threads does not change what.
void dither_floyd_steinberg(const ImageView &image, const DitherPalette &palette, int strength,
                            std::uint8_t *indices);
void dither_ordered(const ImageView &image, const DitherPalette &palette, quant_dither method,
                    int strength, unsigned threads, std::uint8_t *indices);

// True if these options ask for any dithering at all.
bool is_dithered(const quant_options &options);

// Does what the options say, which must be valid and is_dithered().
void dither(const ImageView &image, std::span<const quant_color> colors,
            const quant_options &options, unsigned threads, std::uint8_t *indices);

}  // namespace quant::core
