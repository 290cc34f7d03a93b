// Computes how sure a ratio of paired times is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace quant::cli::report {

// An estimated ratio and its 95 % confidence interval.
struct Interval {
    double estimate, low, high;
    std::size_t pairs;  // the number of ratios

    // Returns whether there are enough ratios for bounds that say something: those of two are
    // mostly farther apart than a factor of ten.
    bool is_known() const { return pairs >= kFewRatios && low <= high; }
    // Returns whether the ratio is above 1, or below, with a confidence of 95 %.
    bool is_above_one() const { return is_known() && low > 1; }
    bool is_below_one() const { return is_known() && high < 1; }

    static constexpr std::size_t kFewRatios = 3;
};

// Returns the geometric mean of ratios, given as their logarithms, and its interval by Student's t:
// both are computed on the logarithms, and then raised to powers of e. Times vary by factors rather
// than by sums, so that their logarithms are nearer to a normal distribution. The bounds are NaN
// for fewer than two ratios, and so is the estimate for none.
Interval ratio_interval(std::span<const double> log_ratios);

// Does the same for ratios of several pictures, of which each counts once, by the mean of its
// logarithms: runs of one picture are more alike than pictures are. If there is one picture, its
// ratios count. Pictures without ratios are left out.
Interval ratio_interval_of(std::span<const std::vector<double>> log_ratios_by_picture);

// Returns the t for which a value of Student's distribution with so many degrees of freedom, at
// least 1, lies between -t and t with a probability of 95 %.
double student_t_95(std::size_t degrees);

}  // namespace quant::cli::report
