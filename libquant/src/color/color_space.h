// Working spaces: the coordinates in which colors are compared and averaged, alpha included.
//
// A space gives an opaque color three coordinates. A translucent color has the coordinates
// that it has when seen over the middle gray of the space, and a fourth one that is proportional to
// alpha. Then the squared distance of two colors is their squared difference over a gray
// background, averaged over all grays (docs/color-spaces.md derives this), and all fully
// transparent colors are one point.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "color/point.h"

namespace quant::core {

class OpponentSpace;
class RgbSpace;

// A space beside those of quant_space: Oklab whose opponent colors count for more. Callers of the
// library cannot ask for it; QUANT_DITHER_AUTO chooses palettes of few colors in it, because Oklab
// itself gives up a picture's only red for one more gray (docs/dithering.md).
inline constexpr int kVividSpace = QUANT_SPACE_AUTO + 1;

class ColorSpace {
public:
    // `space` must be a quant_space, of which QUANT_SPACE_AUTO is sRGB here, or kVividSpace. `rgb`
    // says which colors channel values are; the object refers to it.
    ColorSpace(int space, const RgbSpace &rgb);

    // Takes channel values for sRGB.
    explicit ColorSpace(int space = QUANT_SPACE_SRGB);

    // Returns whether points are channel values as they are stored, whatever colors they are.
    bool is_srgb() const { return space_ == QUANT_SPACE_SRGB; }

    const RgbSpace &rgb() const { return *rgb_; }

    // Writes the points of straight colors of 8 or 16 bits per channel, packed as by
    // ImageView::load_colors().
    void convert(const std::uint64_t *colors, std::size_t count, unsigned bits, bool has_alpha,
                 Point *points) const;

    // Returns the point of one color of 8 or 16 bits per channel.
    Point point_of(const quant_color16 &color, unsigned bits, bool has_alpha) const;

    // Returns the straight color at a position between points, rounded to 8 or 16 bits per
    // channel, but always with values of 16 bits. A position that the channels do not have is
    // clamped channel by channel.
    using Position = std::array<double, kDimensions>;
    quant_color16 color_of(const Position &p, bool has_alpha, unsigned bits) const;

    // Returns the point of all fully transparent colors: middle gray with alpha 0.
    const Point &transparent() const { return transparent_; }

    Centroid black(bool has_alpha) const;

    // Returns the fourth coordinate of opaque colors in images that have alpha. It is even, so that
    // a centroid can have it exactly.
    std::uint32_t opaque_alpha() const { return opaque_alpha_; }

private:
    std::array<std::uint32_t, 3> coordinates_of(const std::array<std::uint32_t, 3> &light) const;
    template <std::uint32_t Full>
    Point point_at(const std::array<std::uint32_t, 3> &x, std::uint32_t alpha,
                   bool has_alpha) const;
    template <std::uint32_t Full>
    void convert_all(const std::uint64_t *colors, std::size_t count, bool has_alpha,
                     Point *points) const;
    std::array<std::uint16_t, 3> channels_of(const std::array<double, 3> &x,
                                             std::uint32_t full) const;

    int space_;
    const RgbSpace *rgb_;
    const OpponentSpace *opponent_ = nullptr;  // null in sRGB and linear light
    Point transparent_;
    std::uint32_t opaque_alpha_;
};

// Returns a channel value of 0 to Full, which must be 255 or 65535, on the scale of points,
// rounded. An 8-bit value v and its 16-bit form v * 257 give the same result, here and in
// over_middle(); since the divisors are odd, there are no ties.
template <std::uint32_t Full>
std::uint32_t scaled(std::uint32_t value) {
    if constexpr (Full == 255) return value * kPointScale;
    return (value * 128U + 128U) / 257U;
}

// Returns the coordinates of a translucent color, given its opaque coordinates x. The dividends are
// below 65535 * 32640 + 65535 < 2^32.
template <std::uint32_t Full>
Point over_middle(const std::array<std::uint32_t, 3> &x, std::uint32_t alpha, const Point &middle,
                  std::uint32_t opaque_alpha) {
    Point p;
    for (std::size_t d = 0; d < 3; ++d) {
        const auto m = static_cast<std::uint32_t>(middle.x[d]);
        p.x[d] = static_cast<std::int16_t>((x[d] * alpha + m * (Full - alpha) + Full / 2) / Full);
    }
    p.x[3] = static_cast<std::int16_t>((alpha * opaque_alpha + Full / 2) / Full);
    return p;
}

}  // namespace quant::core
