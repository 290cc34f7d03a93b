// Computes in double, and rounds only the result to 8 bits.
#include "palette/color_models.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace quant::cli {
namespace {

std::uint8_t to_8(double value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

}  // namespace

Color from_rgb(double r, double g, double b) { return {to_8(r), to_8(g), to_8(b), 255}; }

Color from_gray(double gray) { return from_rgb(gray, gray, gray); }

Color from_hsb(double hue, double saturation, double brightness) {
    const double sixth = (hue - std::floor(hue)) * 6;
    const auto channel = [=](double offset) {
        const double k = std::fmod(offset + sixth, 6.0);
        return brightness * (1 - saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
    };
    return from_rgb(channel(5), channel(3), channel(1));
}

Color from_cmyk(double c, double m, double y, double k) {
    const double paper = 1 - std::clamp(k, 0.0, 1.0);
    const auto channel = [paper](double ink) { return (1 - std::clamp(ink, 0.0, 1.0)) * paper; };
    return from_rgb(channel(c), channel(m), channel(y));
}

Color from_lab(double lightness, double a, double b) {
    // The inverse of the function in CIE 15, which is the cube root down to (6/29)^3 and a straight
    // line below.
    const auto inverse = [](double f) {
        constexpr double delta = 6.0 / 29;
        return f > delta ? f * f * f : 3 * delta * delta * (f - 4.0 / 29);
    };
    const double fy = (std::clamp(lightness, 0.0, 100.0) + 16) / 116;
    // The factors of x and z are the D50 white of ICC profiles.
    const double x = 0.9642 * inverse(fy + a / 500);
    const double y = inverse(fy);
    const double z = 0.8249 * inverse(fy - b / 200);
    // The matrix converts D50 to linear sRGB, adapted by Bradford's method.
    return from_rgb(linear_to_srgb(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
                    linear_to_srgb(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z),
                    linear_to_srgb(0.0719453 * x - 0.2289914 * y + 1.4052427 * z));
}

}  // namespace quant::cli
