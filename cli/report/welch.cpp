// Adds the squared standard errors of both sides, and takes the degrees of freedom of Welch and
// Satterthwaite.
#include "report/welch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/statistics.h"

namespace quant::cli::report {
namespace {

constexpr double kRoundingError = 1e-9;  // more than that of the degrees of freedom

// Returns the squared standard error of the mean of at least two values.
double squared_error_of_mean(std::span<const double> values, double mean) {
    const auto count = static_cast<double>(values.size());
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return squares / (count - 1) / count;
}

// Returns half of the interval around the difference of the means.
double half_width(std::span<const double> a, double mean_a, std::span<const double> b,
                  double mean_b) {
    const double error_a = squared_error_of_mean(a, mean_a);
    const double error_b = squared_error_of_mean(b, mean_b);
    const double error = error_a + error_b;
    if (error == 0) return 0;
    const double degrees = error * error /
                           (error_a * error_a / static_cast<double>(a.size() - 1) +
                            error_b * error_b / static_cast<double>(b.size() - 1));
    // Without the small term, an exact number of degrees could be rounded to the one below.
    const double whole = std::max(1.0, std::floor(degrees + kRoundingError * degrees));
    return student_t_95(static_cast<std::size_t>(whole)) * std::sqrt(error);
}

}  // namespace

Interval unpaired_ratio_interval(std::span<const double> a, std::span<const double> b) {
    const double mean_a = mean(a);
    const double mean_b = mean(b);
    const double difference = mean_b - mean_a;
    const std::size_t fewer = std::min(a.size(), b.size());
    const double half =
        fewer > 1 ? half_width(a, mean_a, b, mean_b) : std::numeric_limits<double>::quiet_NaN();
    return {std::exp(difference), std::exp(difference - half), std::exp(difference + half), fewer};
}

}  // namespace quant::cli::report
