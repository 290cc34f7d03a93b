// Compares two tasks by their paired times. A pair was measured in the same round, so that whatever
// slowed the machine meanwhile slowed both. Tasks of different invocations, as after --resume, are
// compared through `sequential`, which each invocation measures too.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "report/intervals.h"
#include "results/measurements.h"

namespace quant::cli::report {

struct Comparison {
    // The time of the first task over that of the second: the geometric mean over the pictures, of
    // which each counts once, with all of its pairs. If one picture has pairs, these count.
    Interval ratio{kUnknown, kUnknown, kUnknown, 0};
    std::size_t pairs = 0;

    bool is_known() const { return ratio.is_known(); }
    // Returns whether the first task takes longer, or less time, with a confidence of 95 %.
    bool is_slower() const { return ratio.is_above_one(); }
    bool is_faster() const { return ratio.is_below_one(); }
    bool differs() const { return is_slower() || is_faster(); }
    // Returns whether the ratio is known to within this part of it.
    bool is_within(double part) const {
        return is_known() && ratio.high - ratio.low <= 2 * part * ratio.estimate;
    }

private:
    static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
};

// Compares two tasks of one data set.
using Compare = std::function<Comparison(const results::Task &, const results::Task &)>;

Comparison compare(const std::vector<results::ImageMeasurements> &images, const results::Task &a,
                   const results::Task &b);

// Does the same, but multiplies the ratios of each picture by factor(picture).
Comparison compare(const std::vector<results::ImageMeasurements> &images, const results::Task &a,
                   const results::Task &b,
                   const std::function<double(const results::ImageMeasurements &)> &factor);

// Returns why it is unclear which of two tasks takes longer.
std::string why_unclear(const Comparison &comparison);

// Returns "1.50 (1.42 to 1.58)"; without the bounds if they are not known.
std::string interval_text(const Interval &interval);

// Returns "1.42 to 1.58"; a dash if the bounds are not known.
std::string bounds_text(const Interval &interval);

}  // namespace quant::cli::report
