// Computes how sure a ratio of paired times is.
#pragma once

#include <cstddef>
#include <span>

namespace quant::cli::report {

// An estimated ratio and its 95 % confidence interval.
struct Interval {
    double estimate, low, high;
    std::size_t pairs;  // the number of ratios
};

// Returns the geometric mean of ratios, given as their logarithms, and its interval by Student's t:
// both are computed on the logarithms, and then raised to powers of e. Times vary by factors rather
// than by sums, so that their logarithms are nearer to a normal distribution. The bounds are NaN
// for fewer than two ratios, and so is the estimate for none.
Interval ratio_interval(std::span<const double> log_ratios);

// Returns the t for which a value of Student's distribution with so many degrees of freedom, at
// least 1, lies between -t and t with a probability of 95 %.
double student_t_95(std::size_t degrees);

}  // namespace quant::cli::report
