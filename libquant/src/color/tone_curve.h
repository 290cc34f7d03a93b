// The curve of a channel in a color profile: it turns channel values into light.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace quant::core {

// A curve as profiles have it: a table of samples, or a power with a straight part near black. It
// is computed with + - * / and square roots, so that it has the same bits on every machine.
class ToneCurve {
public:
    // (scale v + shift)^(gamma / 2^16) + lift where v is at least `start`, slope v + floor below.
    struct Power {
        std::uint32_t gamma = 1U << 16;  // above 0
        double scale = 1, shift = 0, lift = 0;
        double start = 0, slope = 0, floor = 0;
        friend bool operator==(const Power &, const Power &) = default;
    };

    // The curve that changes nothing.
    ToneCurve() = default;

    // The straight part does not exceed where the power begins, so that the curve never falls. The
    // power and the straight part must rise.
    explicit ToneCurve(const Power &power);

    // Takes at least two samples at equal distances, of which 65535 is 1. They must not fall.
    // Between them, the curve is straight.
    explicit ToneCurve(std::vector<std::uint16_t> samples) : samples_(std::move(samples)) {}

    // Returns the light, 0 to 1, of a channel value of 0 to 1.
    double operator()(double v) const;

    friend bool operator==(const ToneCurve &, const ToneCurve &) = default;

private:
    double interpolated(double v) const;
    double powered(double v) const;

    std::vector<std::uint16_t> samples_;  // empty if the curve is a power
    Power power_;
    double at_start_ = 0;  // the light where the power begins
};

}  // namespace quant::core
