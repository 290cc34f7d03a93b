// Names follow the paper; primed values are those after the correction of a*.
#include "metrics/ciede2000.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace quant::cli::metrics {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kDegree = kPi / 180.0;

// The difference of two sRGB colors is at most about 120.
constexpr double kCountsPerUnit = 1000.0;
constexpr std::size_t kCounts = 200'000;

double square(double x) { return x * x; }

// Returns sqrt(c^7 / (c^7 + 25^7)), which is 0 for grays and near 1 for vivid colors.
double saturation(double chroma) {
    const double c7 = square(square(chroma)) * square(chroma) * chroma;
    constexpr double t7 = 6103515625.0;
    return std::sqrt(c7 / (c7 + t7));
}

struct LabPrime {
    LabPrime(const Lab &lab, double a_factor) : l(lab.l) {
        const double a = a_factor * lab.a;
        chroma = std::sqrt(a * a + lab.b * lab.b);
        hue = std::atan2(lab.b, a);  // 0 for gray
        if (hue < 0.0) hue += 2.0 * kPi;
    }
    double l;
    double chroma = 0.0;
    double hue = 0.0;  // 0 to 2 pi
};

// The mean of two hues along the shorter arc, and the difference of the second from the first. The
// paper has a separate case for grays, which have no hue. It is not needed here, because the hue
// term is a multiple of both chromas.
struct Hues {
    Hues(const LabPrime &one, const LabPrime &other)
        : mean((one.hue + other.hue) / 2.0), difference(other.hue - one.hue) {
        if (std::abs(difference) <= kPi) return;
        difference += difference > 0.0 ? -2.0 * kPi : 2.0 * kPi;
        mean += mean < kPi ? kPi : -kPi;
    }
    double mean;
    double difference;
};

double difference_at(const Row &a, const Row &b, std::size_t x) {
    if (a[0][x] == b[0][x] && a[1][x] == b[1][x] && a[2][x] == b[2][x]) return 0.0;
    return ciede2000(lab_of_srgb(a[0][x], a[1][x], a[2][x]),
                     lab_of_srgb(b[0][x], b[1][x], b[2][x]));
}

}  // namespace

double ciede2000(const Lab &one, const Lab &other) {
    const double c_mean =
        (std::sqrt(square(one.a) + square(one.b)) + std::sqrt(square(other.a) + square(other.b))) /
        2.0;
    const double a_factor = 1.0 + 0.5 * (1.0 - saturation(c_mean));
    const LabPrime p1(one, a_factor);
    const LabPrime p2(other, a_factor);
    const Hues hue(p1, p2);

    const double delta_l = p2.l - p1.l;
    const double delta_c = p2.chroma - p1.chroma;
    const double delta_h = 2.0 * std::sqrt(p1.chroma * p2.chroma) * std::sin(hue.difference / 2.0);

    const double l_offset = square((p1.l + p2.l) / 2.0 - 50.0);
    const double chroma = (p1.chroma + p2.chroma) / 2.0;
    const double t = 1.0 - 0.17 * std::cos(hue.mean - 30.0 * kDegree) +
                     0.24 * std::cos(2.0 * hue.mean) +
                     0.32 * std::cos(3.0 * hue.mean + 6.0 * kDegree) -
                     0.20 * std::cos(4.0 * hue.mean - 63.0 * kDegree);
    const double s_l = 1.0 + 0.015 * l_offset / std::sqrt(20.0 + l_offset);
    const double s_c = 1.0 + 0.045 * chroma;
    const double s_h = 1.0 + 0.015 * chroma * t;
    const double theta = 30.0 * kDegree * std::exp(-square((hue.mean / kDegree - 275.0) / 25.0));
    const double r_t = -std::sin(2.0 * theta) * 2.0 * saturation(chroma);

    const double l = delta_l / s_l;
    const double c = delta_c / s_c;
    const double h = delta_h / s_h;
    return std::sqrt(l * l + c * c + h * h + r_t * c * h);
}

ColorDifference::ColorDifference() : counts_(kCounts + 1) {}

void ColorDifference::add(const Row &a, const Row &b) {
    const std::size_t width = a[0].size();
    double sum = 0.0;
    for (std::size_t x = 0; x < width; ++x) {
        const double difference = difference_at(a, b, x);
        sum += difference;
        max_ = std::max(max_, difference);
        const auto step = static_cast<std::size_t>(std::lround(difference * kCountsPerUnit));
        ++counts_[std::min(step, kCounts)];
    }
    sum_ += sum;
    pixels_ += width;
}

double ColorDifference::mean() const {
    return pixels_ > 0 ? sum_ / static_cast<double>(pixels_) : 0.0;
}

double ColorDifference::percentile_95() const {
    const std::uint64_t rank = pixels_ - pixels_ / 20;
    std::uint64_t seen = counts_[0];
    std::size_t step = 0;
    while (seen < rank) seen += counts_[++step];
    return static_cast<double>(step) / kCountsPerUnit;
}

}  // namespace quant::cli::metrics
