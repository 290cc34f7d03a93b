// Linear axes get multiples of a round step, log2 axes powers of two, and log10 axes the first of
// (1, 2, 5), (1, 3) and 1 times powers of ten that fits.
#include "report/ticks.h"

#include <algorithm>
#include <cmath>

#include "report/format.h"

namespace quant::cli::report {
namespace {

// Rounding errors of log10 and pow must not add or lose a tick.
constexpr double kSlack = 1e-9;

// Returns the smallest of 1, 2, 5 x 10^n that is not below the value.
double round_step(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value) + kSlack));
    for (const double factor : {1.0, 2.0, 5.0})
        if (value <= factor * power * (1 + kSlack)) return factor * power;
    return 10 * power;
}

// Returns the largest of 1, 2, 5 x 10^n that is not above the value.
double round_down(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value) + kSlack));
    for (const double factor : {5.0, 2.0})
        if (value >= factor * power * (1 - kSlack)) return factor * power;
    return power;
}

std::vector<double> linear_ticks(Range range, int most) {
    const double step = round_step((range.high - range.low) / std::max(1, most - 1));
    std::vector<double> result;
    const auto first = static_cast<long>(std::ceil(range.low / step - kSlack));
    const auto last = static_cast<long>(std::floor(range.high / step + kSlack));
    for (long n = first; n <= last; ++n) result.push_back(static_cast<double>(n) * step);
    return result;
}

std::vector<double> powers(Range range, double base, int every) {
    std::vector<double> result;
    const double unit = std::log(base);
    const int first = static_cast<int>(std::ceil(std::log(range.low) / unit - kSlack));
    const int last = static_cast<int>(std::floor(std::log(range.high) / unit + kSlack));
    // If not every power is kept, 1 is among the kept ones if it lies in the range.
    const int begin = first + ((-first) % every + every) % every;
    for (int n = begin; n <= last; n += every) result.push_back(std::pow(base, n));
    return result;
}

std::vector<double> within_decades(Range range, const std::vector<double> &factors) {
    std::vector<double> result;
    Range wide = range;
    wide.low /= 10;
    for (const double power : powers(wide, 10, 1))
        for (const double factor : factors) {
            const double value = factor * power;
            if (value >= range.low * (1 - kSlack) && value <= range.high * (1 + kSlack))
                result.push_back(value);
        }
    return result;
}

std::vector<double> thinned_powers(Range range, double base, int most) {
    for (int every = 1;; ++every) {
        std::vector<double> result = powers(range, base, every);
        if (result.size() <= static_cast<std::size_t>(most)) return result;
    }
}

std::vector<double> log10_ticks(Range range, int most) {
    const auto fits = [most](const std::vector<double> &values) {
        return values.size() >= 2 && values.size() <= static_cast<std::size_t>(most);
    };
    for (const std::vector<double> &factors : std::vector<std::vector<double>>{{1, 2, 5}, {1, 3}}) {
        std::vector<double> result = within_decades(range, factors);
        if (fits(result)) return result;
    }
    return thinned_powers(range, 10, most);
}

}  // namespace

Range round_range(Range data, Scale scale) {
    if (scale == Scale::linear) {
        if (!(data.high > data.low)) data = {std::min(data.low, 0.0), std::max(data.high, 1.0)};
        const double step = round_step((data.high - data.low) / 5);
        return {std::floor(data.low / step + kSlack) * step,
                std::ceil(data.high / step - kSlack) * step};
    }
    Range range{data.low, data.high};
    if (scale == Scale::log2) {
        range.low = std::exp2(std::floor(std::log2(data.low) + kSlack));
        range.high = std::exp2(std::ceil(std::log2(data.high) - kSlack));
    } else {
        range.low = round_down(data.low);
        range.high = round_step(data.high);
    }
    const double base = scale == Scale::log2 ? 2 : 10;
    if (range.high < range.low * base * (1 - kSlack)) {
        if (scale == Scale::log10) range.low = round_down(range.low * 0.7);
        range.high =
            std::max(range.high, scale == Scale::log2 ? range.low * 2 : round_step(range.low * 4));
    }
    return range;
}

std::vector<double> ticks(Range range, Scale scale, int most) {
    switch (scale) {
        case Scale::linear: return linear_ticks(range, most);
        case Scale::log2: return thinned_powers(range, 2, most);
        case Scale::log10: break;
    }
    return log10_ticks(range, most);
}

double position(double value, Range range, Scale scale) {
    if (scale == Scale::linear) return (value - range.low) / (range.high - range.low);
    return std::log(value / range.low) / std::log(range.high / range.low);
}

std::string tick_label(double value, const std::vector<double> &all, Scale scale) {
    if (scale == Scale::linear) {
        const double step = all.size() > 1 ? all[1] - all[0] : value;
        const int decimals =
            step > 0 ? std::max(0, static_cast<int>(-std::floor(std::log10(step) + kSlack))) : 0;
        return fixed(value, decimals);
    }
    if (scale == Scale::log2 && value < 1) return "1/" + fixed(1 / value, 0);
    if (value >= 1e5) return scientific(value);
    return value >= 1 ? fixed(value, 0) : significant(value, 1);
}

}  // namespace quant::cli::report
