// Computes Student's t without a table: by its closed form for few degrees of freedom, and by its
// expansion around the normal distribution for many.
#include "report/intervals.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "report/statistics.h"

namespace quant::cli::report {
namespace {

constexpr double kProbability = 0.95;
constexpr double kNormal = 1.959963984540054;  // what student_t_95() tends to

// From this number on, the error of the expansion is below 1e-6.
constexpr std::size_t kManyDegrees = 60;

// Returns the probability that Student's t lies between -sqrt(degrees) tan(angle) and its opposite:
// a finite sum of powers of the cosine (Abramowitz and Stegun, 26.7.3 and 26.7.4).
double probability_within(double angle, std::size_t degrees) {
    const double cosine = std::cos(angle);
    const bool odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = 0;
    for (std::size_t power = odd ? 1 : 0; power + 2 <= degrees; power += 2) {
        sum += term;
        term *= cosine * cosine * static_cast<double>(power + 1) / static_cast<double>(power + 2);
    }
    const double even = std::sin(angle) * sum;
    return odd ? (angle + even) * 2 / std::numbers::pi : even;
}

double by_bisection(std::size_t degrees) {
    double low = 0;
    double high = std::numbers::pi / 2;
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (probability_within(middle, degrees) < kProbability ? low : high) = middle;
    }
    return std::sqrt(static_cast<double>(degrees)) * std::tan(low);
}

// Returns the expansion of Abramowitz and Stegun, 26.7.5.
double by_expansion(std::size_t degrees) {
    const double z = kNormal;
    const double z2 = z * z;
    const double v = static_cast<double>(degrees);
    const double g1 = z * (z2 + 1) / 4;
    const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
    const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    return z + (g1 + (g2 + g3 / v) / v) / v;
}

}  // namespace

double student_t_95(std::size_t degrees) {
    return degrees < kManyDegrees ? by_bisection(degrees) : by_expansion(degrees);
}

Interval ratio_interval(std::span<const double> log_ratios) {
    const auto count = static_cast<double>(log_ratios.size());
    const double middle = mean(log_ratios);
    double half = std::numeric_limits<double>::quiet_NaN();
    if (log_ratios.size() > 1) {
        double squares = 0;
        for (const double value : log_ratios) squares += (value - middle) * (value - middle);
        half = student_t_95(log_ratios.size() - 1) * std::sqrt(squares / (count - 1) / count);
    }
    return {std::exp(middle), std::exp(middle - half), std::exp(middle + half), log_ratios.size()};
}

Interval ratio_interval_of(std::span<const std::vector<double>> log_ratios_by_picture) {
    std::vector<double> means;
    const std::vector<double> *last = nullptr;
    for (const std::vector<double> &ratios : log_ratios_by_picture) {
        if (ratios.empty()) continue;
        means.push_back(mean(ratios));
        last = &ratios;
    }
    return ratio_interval(means.size() == 1 ? *last : means);
}

}  // namespace quant::cli::report
