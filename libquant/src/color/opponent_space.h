// Oklab and CIE L*a*b*: a lightness and two opponent colors, in which equal distances look about
// equally large.
//
// Both are the cube root of three mixtures of linear light, mixed again: responses of the kinds of
// cones in the one, X, Y and Z relative to white in the other, whose root turns into a line near
// black. The way to points is in integers, so that it has the same bits on every machine.
#pragma once

#include <array>
#include <cstdint>

#include "color/point.h"

namespace quant::core {

class OpponentSpace {
public:
    // B. Ottosson, "A perceptual color space for image processing", 2020, with the matrices of
    // 2021. L, a and b are stored at 32640 to the unit; a and b begin at 16320.
    static const OpponentSpace &oklab();

    // CIE 1976 of the white D65, from sRGB (IEC 61966-2-1). L*, a* and b* are stored at 128 to the
    // unit: so a squared distance in the library's 8-bit units is one of L*a*b* itself.
    static const OpponentSpace &lab();

    // Coordinates, on the scale of points, of light as in light.h.
    std::array<std::uint32_t, 3> from_light(const std::array<std::uint32_t, 3> &rgb) const;

    // And back: light as fractions of white, outside 0 to 1 where there is no such color.
    std::array<double, 3> to_light(const std::array<double, 3> &x) const;

    // The first coordinate of white.
    std::int16_t white() const { return white_; }

private:
    using Matrix = std::array<std::array<double, 3>, 3>;

    // axes * response + offset is in points.
    OpponentSpace(Matrix mixture, const Matrix &axes, const std::array<double, 3> &offset,
                  bool is_cie, std::int16_t white);
    static Matrix inverse(const Matrix &m);

    std::array<std::array<std::int64_t, 3>, 3> mixture_, axes_;
    std::array<std::int64_t, 3> start_;  // offset and a half, to round
    Matrix to_rgb_, to_response_;
    std::array<double, 3> offset_;
    bool is_cie_;
    std::int16_t white_;
};

// The cube root of v / 2^30, 0 <= v <= 2^30, in steps of 2^-20, rounded down.
std::int64_t cube_root(std::int64_t v);

}  // namespace quant::core
