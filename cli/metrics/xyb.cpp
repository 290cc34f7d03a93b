// The constants are those of libjxl 0.8: of the curve of sRGB as a quotient of polynomials
// (lib/jxl/transfer_functions-inl.h), of the responses of cones (opsin_params.h), and of the cube
// root by Newton's iteration (fast_math-inl.h, after A. Fog's vector class library). The scaling to
// 0 to 1 is that of ssimulacra2.cc. Approximations and roundings are kept because SSIMULACRA 2
// finds the noise of later roundings in flat areas, which depends on the last bit: see
// recursive_gaussian.h.
#include "metrics/xyb.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "metrics/fused.h"
#include "metrics/pixels.h"

namespace quant::cli::metrics {
namespace {

// Polynomials by falling powers.
constexpr std::array<float, 5> kCurveAbove = {8.210152774e-01F, 7.961564959e-01F, 1.624820318e-01F,
                                              1.043637593e-02F, 2.200248328e-04F};
constexpr std::array<float, 5> kCurveBelow = {6.521209011e-03F, -5.512498495e-02F, 4.987528350e-01F,
                                              1.076976492e+00F, 2.631846970e-01F};
constexpr float kStraightPart = 0.04045F;
constexpr float kStraightSlope = 1.0F / 12.92F;

// How much each kind of cone takes in of red, green and blue. Each row has the sum 1.
constexpr std::array<std::array<float, 3>, 3> kAbsorbance = {{
    {0.30F, 1.0F - 0.078F - 0.30F, 0.078F},
    {0.23F, 1.0F - 0.078F - 0.23F, 0.078F},
    {0.24342268924547819F, 0.20476744424496821F,
     1.0F - 0.24342268924547819F - 0.20476744424496821F},
}};
// Is added before the cube root, which would be too steep in the dark. Black still becomes 0.
constexpr float kDarkBias = 0.0037930732552754493F;
constexpr float kRootOfDarkBias = 0.155954200549248620F;

float polynomial(const std::array<float, 5> &factors, float x) {
    float value = factors[0];
    for (std::size_t i = 1; i < factors.size(); ++i) value = fused(value, x, factors[i]);
    return value;
}

float light_of(float srgb) {
    if (srgb <= kStraightPart) return srgb * kStraightSlope;
    return polynomial(kCurveAbove, srgb) / polynomial(kCurveBelow, srgb);
}

// Returns the cube root of a positive value, plus `shift`.
float cube_root(float x, float shift) {
    // A third of the exponent is a first guess of the inverse root r. Each iteration takes r to
    // (4 r - x r^4) / 3.
    constexpr std::int32_t one_and_a_third = 0x54800000;
    constexpr std::int32_t third = 0x002AAAAA;
    constexpr float one_third = 1.0F / 3.0F;
    constexpr float four_thirds = 4.0F / 3.0F;
    float r =
        std::bit_cast<float>(one_and_a_third - (std::bit_cast<std::int32_t>(x) >> 23) * third);
    const float third_of_x = one_third * x;
    for (int i = 0; i < 3; ++i) {
        const float square = r * r;
        r = fused(-third_of_x, square * square, four_thirds * r);
    }
    const float square = r * r;
    r = fused(one_third, fused(-x, square * square, r), r);
    return fused(r * r, x, shift);
}

}  // namespace

FloatRow make_float_row(std::size_t width) {
    return {FloatPlane(width), FloatPlane(width), FloatPlane(width)};
}

void read_light(const Image &image, std::size_t y, float background, FloatRow &light) {
    const bool has_alpha = image.channels % 2 == 0;
    const auto unit = static_cast<float>(1.0 / (image.bits == 8 ? 255.0 : 65535.0));
    for_each_pixel(image, y, [&](std::size_t x, const Pixel &pixel) {
        std::array<float, 3> srgb = {unit * static_cast<float>(pixel.r),
                                     unit * static_cast<float>(pixel.g),
                                     unit * static_cast<float>(pixel.b)};
        if (has_alpha) {
            const float alpha = unit * static_cast<float>(pixel.a);
            for (float &value : srgb) value = alpha * value + (1.0F - alpha) * background;
        }
        for (std::size_t channel = 0; channel < 3; ++channel)
            light[channel][x] = light_of(srgb[channel]);
    });
}

void to_xyb(const FloatRow &light, FloatRow &xyb) {
    for (std::size_t x = 0; x < light[0].size(); ++x) {
        std::array<float, 3> cones{};
        for (std::size_t i = 0; i < 3; ++i) {
            const auto &weights = kAbsorbance[i];
            float mix = fused(weights[2], light[2][x], kDarkBias);
            mix = fused(weights[1], light[1][x], mix);
            mix = fused(weights[0], light[0][x], mix);
            cones[i] = cube_root(mix, -kRootOfDarkBias);
        }
        const float red_green = 0.5F * (cones[0] - cones[1]);
        const float lightness = 0.5F * (cones[0] + cones[1]);
        xyb[0][x] = red_green * 14.0F + 0.42F;
        xyb[1][x] = lightness + 0.01F;
        xyb[2][x] = (cones[2] - lightness) + 0.55F;
    }
}

}  // namespace quant::cli::metrics
