// Computes how sure a ratio of times is whose runs are not pairs.
#pragma once

#include <span>

#include "report/intervals.h"

namespace quant::cli::report {

// Returns the ratio of the geometric mean of `b` to that of `a`, both given as logarithms, and its
// 95 % interval by Welch's t test, which does not assume that the two vary alike (B. L. Welch, "The
// generalization of 'Student's' problem when several different population variances are involved",
// Biometrika 34, 1947). The degrees of freedom are rounded down, which widens the interval. The
// bounds are NaN if a side has fewer than two values, and so is the estimate if it has none.
// `pairs` is the number of values of the side that has fewer.
Interval unpaired_ratio_interval(std::span<const double> a, std::span<const double> b);

}  // namespace quant::cli::report
