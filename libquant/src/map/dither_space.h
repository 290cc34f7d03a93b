// The coordinates in which dithering compares and mixes colors.
//
// They are those of a working space (color/color_space.h), alpha included, but for two things. The
// opponent colors of Oklab and L*a*b* have half the scale of lightness, so that an error of
// chroma counts a quarter: dots of another hue at equal lightness are seen much less than dots of
// another lightness, and a palette has fewer of them to offer. And these two spaces are computed by
// tables, since each pixel of a picture is converted: to within two units of 1 / 32640 of what
// OpponentSpace says.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "color/color_space.h"
#include "color/image.h"
#include "color/opponent_table.h"
#include "color/point.h"

namespace quant::core {

class DitherSpace {
public:
    // `space` must be a quant_space. `rgb` says which colors channel values are; the object refers
    // to it.
    DitherSpace(int space, const RgbSpace &rgb, bool has_alpha);

    // Writes the points of the pixels first .. first+count-1 of an image.
    void load_points(const ImageView &image, std::size_t first, std::size_t count,
                     Point *points) const;

    // Returns the point of a palette entry. Its coordinates are even (nearest_color.h).
    Point point_of(const quant_color16 &color) const;

    // Returns the color at a position, rounded to 8 or 16 bits per channel. The position may lie
    // between points, and outside of what the channels have: then each is clamped in linear light.
    quant_color16 color_of(const ColorSpace::Position &position, unsigned bits) const;

    // Returns whether a coordinate is that of an opponent color.
    bool is_opponent(std::size_t dimension) const {
        return table_ && (dimension == 1 || dimension == 2);
    }

    // Returns the largest value of each coordinate; the least is 0.
    const std::array<std::int32_t, kDimensions> &most() const { return most_; }

private:
    void load_mixed(const ImageView &image, std::size_t first, std::size_t count,
                    Point *points) const;
    void to_points(std::span<OpponentForm::Mixture> mixtures, Point *points) const;
    void convert(const std::uint64_t *colors, std::size_t count, unsigned bits,
                 Point *points) const;
    // Returns an opaque point as that of a color with this alpha, 0 to Full.
    template <std::uint32_t Full>
    Point with_alpha(const Point &point, std::uint32_t alpha) const;
    template <std::uint32_t Full>
    void convert_responses(const std::uint64_t *colors, std::size_t count, Point *points) const;

    ColorSpace space_;
    const OpponentTable *table_;  // of Oklab and L*a*b*, otherwise null
    bool has_alpha_;
    std::array<std::int32_t, kDimensions> most_;
};

}  // namespace quant::core
