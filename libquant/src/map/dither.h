// Dithers: gives pixels indices whose colors, as they are written and seen from some distance, are
// those of the image. docs/dithering.md describes the methods and their reasons.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "map/dither_space.h"
#include "map/drawn_tiles.h"
#include "map/nearest_color.h"
#include "simd/diffusion.h"

namespace quant::core {

// A palette in the coordinates of dithering.
struct DitherPalette {
    // `look_ups` is about the number of pixels that will be dithered.
    DitherPalette(std::span<const quant_color16> entries, const DitherSpace &in_space,
                  bool has_alpha, std::size_t look_ups = SIZE_MAX);

    const DitherSpace &space;
    std::vector<quant_color16> colors;
    std::vector<Point> points;
    NearestColor nearest;
    std::uint8_t transparent;  // the entry of fully transparent pixels

    // Returns the entry that a pixel gets without errors.
    std::uint8_t entry_of(const Point &p) const {
        if (!nearest_opaque_ || p.x[3] != space.most()[3]) return nearest(p);
        return opaque_.nearest({p.x[0], p.x[1], p.x[2], p.x[3]});
    }

    // For opaque pixels: the opaque entries, or null if there are none, or no others.
    const OpaqueEntries *opaque() const { return nearest_opaque_ ? &opaque_ : nullptr; }

private:
    std::optional<NearestColor> nearest_opaque_;
    OpaqueEntries opaque_;
};

// The entries of a palette that pixels of an image may get: without alpha the opaque ones, if there
// are any, and otherwise all.
struct UsableEntries {
    UsableEntries(std::span<const quant_color16> palette, bool has_alpha);

    std::vector<quant_color16> colors;
    std::vector<std::uint8_t> ids;  // their places in the palette
};

// The unit of strength: kFullStrength is the full effect of a method, and 0 is none.
inline constexpr int kFullStrength = 1024;

// What the options say about dithering.
struct DitherMethod {
    quant_dither dither;
    int strength;
    bool serpentine;
    unsigned bayer_side = 8;
    const DrawnTiles *drawn = nullptr;  // not dithered by diffuse(); null if there are none
};

// A thread takes about this many pixels at a time; fewer are not worth a thread.
inline constexpr std::size_t kLeastDithered = std::size_t{1} << 14;

// Dither by one method. Each function writes all of `indices`. The number of threads does not
// change the result.
void diffuse(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
             Team &team, std::uint8_t *indices);
void dither_ordered(const ImageView &image, const DitherPalette &palette,
                    const DitherMethod &method, Team &team, std::uint8_t *indices);

// Return what the options say: the quant_space of dithering, and its strength.
int dither_space_of(const quant_options &options);
int dither_strength_of(const quant_options &options);

// Returns whether the options ask for any dithering.
bool is_dithered(const quant_options &options);

// Dithers by the method of the options, which must be valid and is_dithered(). QUANT_DITHER_AUTO
// changes the colors, unless they are given. Returns false, and does nothing, if no part of the
// image should be dithered.
bool dither(const ImageView &image, std::vector<quant_color16> &colors,
            const quant_options &options, Team &team, std::uint8_t *indices);

}  // namespace quant::core
