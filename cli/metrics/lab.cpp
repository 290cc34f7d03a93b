// Takes the sRGB curve from a table, because a power for each of the six values of a pixel pair
// would take more time than everything else.
#include "metrics/lab.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::metrics {
namespace {

// The table has the steps of 16-bit channel values, so that values in a file are exact. Between the
// steps (blurred, or mixed with a background), the straight line is off by less than 1e-8.
constexpr double kCurveStepsPerUnit = 257.0;
constexpr std::size_t kCurveSteps = 65535;

std::vector<double> make_curve() {
    std::vector<double> curve(kCurveSteps + 2);
    for (std::size_t i = 0; i <= kCurveSteps; ++i) {
        curve[i] = srgb_to_linear(static_cast<double>(i) / static_cast<double>(kCurveSteps));
    }
    curve[kCurveSteps + 1] = curve[kCurveSteps];
    return curve;
}

double linear(double value) {
    static const std::vector<double> curve = make_curve();
    const double place =
        std::clamp(value * kCurveStepsPerUnit, 0.0, static_cast<double>(kCurveSteps));
    const auto i = static_cast<std::size_t>(place);
    return curve[i] + (place - static_cast<double>(i)) * (curve[i + 1] - curve[i]);
}

// Returns the cube root, or a straight line where the root would be too steep. The fractions are
// the exact ones of CIE 15.
double compress(double t) {
    constexpr double knee = 216.0 / 24389.0;
    constexpr double slope = 24389.0 / 27.0;
    return t > knee ? std::cbrt(t) : (slope * t + 16.0) / 116.0;
}

}  // namespace

Lab lab_of_srgb(double r, double g, double b) {
    const double red = linear(r);
    const double green = linear(g);
    const double blue = linear(b);
    // X and Z are divided by those of white, which are the sums of their rows.
    const double x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505;
    const double y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const double z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890;
    const double fx = compress(x);
    const double fy = compress(y);
    const double fz = compress(z);
    return {116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)};
}

}  // namespace quant::cli::metrics
