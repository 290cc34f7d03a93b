// Working spaces: in which coordinates colors are compared and averaged, and what alpha is there.
//
// A space gives an opaque sRGB color three coordinates. A translucent color has those of itself
// seen over the middle gray of the space, and a fourth one in proportion to alpha. Then the squared
// distance of two colors is what they differ by over a gray background, on average over all grays
// (docs/color-spaces.md has the calculus), and all that is transparent is one point.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "color/point.h"

namespace quant::core {

class OpponentSpace;

class ColorSpace {
public:
    explicit ColorSpace(int space = QUANT_SPACE_SRGB);  // a quant_space

    bool is_srgb() const { return space_ == QUANT_SPACE_SRGB; }

    // Points of straight colors as ImageView::load_colors() gives them, of 8 or 16 bits a channel.
    void convert(const std::uint64_t *colors, std::size_t count, unsigned bits, bool has_alpha,
                 Point *points) const;

    // The same for one color of 8 or 16 bits a channel.
    Point point_of(const quant_color16 &color, unsigned bits, bool has_alpha) const;

    // The straight sRGB color at a place between points, of 8 or 16 bits a channel; clamped to what
    // there is.
    using Position = std::array<double, kDimensions>;
    quant_color16 color_of(const Position &p, bool has_alpha, unsigned bits) const;

    // Where colors end that fade away: middle gray, and alpha 0.
    const Point &transparent() const { return transparent_; }

    Centroid black(bool has_alpha) const;

    // The fourth coordinate of opaque colors (in images that have others); even, so that it is a
    // centroid's too.
    std::uint32_t opaque_alpha() const { return opaque_alpha_; }

private:
    template <std::uint32_t Full>
    void convert_all(const std::uint64_t *colors, std::size_t count, bool has_alpha,
                     Point *points) const;
    std::array<std::uint16_t, 3> channels_of(const std::array<double, 3> &x,
                                             std::uint32_t full) const;

    int space_;
    const OpponentSpace *opponent_ = nullptr;  // of Oklab and L*a*b*
    Point transparent_;
    std::uint32_t opaque_alpha_;
};

// A channel in steps of 1 / Full, Full being 255 or 65535, on the scale of points, rounded. An
// 8-bit value promoted to 16 bits (v * 257) gives the same, here and below: divisors are odd, so
// there are no ties.
template <std::uint32_t Full>
std::uint32_t scaled(std::uint32_t value) {
    if constexpr (Full == 255) return value * kPointScale;
    return (value * 128U + 128U) / 257U;
}

// From the coordinates of an opaque color to those of a translucent one. What is divided is below
// 65535 * 32640 + 65535 < 2^32.
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
