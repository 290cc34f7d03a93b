// Computes powers by square roots (base/power.h), and looks samples up.
#include "color/tone_curve.h"

#include <algorithm>
#include <cstddef>

#include "base/power.h"

namespace quant::core {
namespace {

// Returns x^(gamma / 2^16) for x >= 0.
double power_of(double x, std::uint32_t gamma) {
    double power = root_power(x, gamma & 0xFFFF, 16);
    for (std::uint32_t whole = gamma >> 16; whole > 0; whole >>= 1) {
        if (whole & 1) power *= x;
        x *= x;
    }
    return power;
}

}  // namespace

ToneCurve::ToneCurve(const Power &power) : power_(power) {
    if (power.start > 0) at_start_ = powered(power.start);
}

double ToneCurve::powered(double v) const {
    return power_of(std::max(power_.scale * v + power_.shift, 0.0), power_.gamma) + power_.lift;
}

double ToneCurve::operator()(double v) const {
    if (!samples_.empty()) return interpolated(v);
    const double light =
        v >= power_.start ? powered(v) : std::min(power_.slope * v + power_.floor, at_start_);
    return std::clamp(light, 0.0, 1.0);
}

double ToneCurve::interpolated(double v) const {
    const double place = v * static_cast<double>(samples_.size() - 1);
    const std::size_t before = std::min(static_cast<std::size_t>(place), samples_.size() - 2);
    const double rest = place - static_cast<double>(before);
    const double first = samples_[before], second = samples_[before + 1];
    return (first + (second - first) * rest) / 65535;
}

}  // namespace quant::core
