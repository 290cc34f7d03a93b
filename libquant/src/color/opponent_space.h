// Oklab and CIE L*a*b*: spaces of a lightness and two opponent colors, in which equal distances
// look about equally large.
//
// Both spaces mix linear light to three responses, take the cube root of each, and mix the roots.
// In Oklab the responses are those of the three kinds of cones; in L*a*b* they are X, Y and Z
// relative to white, and the root is a straight line near black. The conversion to points is done
// in integers and therefore has the same bits on every machine.
#pragma once

#include <array>
#include <cstdint>

#include "color/matrix.h"
#include "color/point.h"

namespace quant::core {

class OpponentSpace {
public:
    // The functions that make a space take what turns the light of a picture's channels into that
    // of sRGB's primaries; for sRGB itself, that is kIdentity. White and gray have the same
    // coordinates whatever it is.

    // Returns Oklab: B. Ottosson, "A perceptual color space for image processing", 2020, with the
    // matrices of 2021. The coordinates are 32640 L, 16320 + 32640 a and 16320 + 32640 b.
    static OpponentSpace oklab(const Matrix &to_srgb);

    // Returns Oklab whose opponent colors have 1.4 times the scale, so that they count about twice:
    // 32640 L, 16320 + 45696 a and 16320 + 45696 b. All colors of sRGB are within 16320 + 14250.
    static OpponentSpace vivid(const Matrix &to_srgb);

    // Returns CIE L*a*b* 1976 for the white D65, from sRGB (IEC 61966-2-1). The coordinates are
    // 128 L*, 16320 + 128 a* and 16320 + 128 b*. Therefore a squared distance in the library's
    // 8-bit units is a squared distance of L*a*b* itself.
    static OpponentSpace lab(const Matrix &to_srgb);

    // Returns the coordinates, on the scale of points, of light as in linear_light.h. Of a color
    // far beyond sRGB, a mixture can be less than nothing; such a mixture counts as 0, and
    // coordinates beyond the scale are clamped to it.
    std::array<std::uint32_t, 3> from_light(const std::array<std::uint32_t, 3> &rgb) const;

    // Returns the light at some coordinates, as fractions of white. They are outside 0 to 1 if the
    // picture's channels have no such color.
    std::array<double, 3> to_light(const std::array<double, 3> &x) const;

    // Returns the first coordinate of white.
    std::int16_t white() const { return white_; }

    // The parts of from_light(): the shares of light in the three mixtures, in steps of 2^-30; the
    // response to a mixture of 0 to 2^31, in steps of 2^-20; the coordinates of a response of 1,
    // in steps of 2^-20; and the coordinates of no response.
    using Integers = std::array<std::array<std::int64_t, 3>, 3>;
    const Integers &mixture() const { return mixture_; }
    std::int64_t response(std::int64_t mixed) const;
    const Integers &axes() const { return axes_; }
    const std::array<double, 3> &offset() const { return offset_; }

    // Returns whether no color has a mixture above 1.5 times white, for which there are bits
    // enough.
    bool is_in_range() const;

private:
    // Returns Oklab whose opponent colors have this scale.
    static OpponentSpace oklab_with(double chroma, const Matrix &to_srgb);

    // axes * response + offset must be on the scale of points.
    OpponentSpace(Matrix mixture, const Matrix &axes, const std::array<double, 3> &offset,
                  bool is_cie, std::int16_t white);

    Integers mixture_, axes_;
    std::array<std::int64_t, 3> start_;  // offset + 1/2, for rounding
    Matrix to_rgb_, to_response_;
    std::array<double, 3> offset_;
    bool is_cie_;
    std::int16_t white_;
};

// Returns the cube root of v / 2^30 for 0 <= v <= 2^31, in steps of 2^-20, rounded down.
std::int64_t cube_root(std::int64_t v);

}  // namespace quant::core
