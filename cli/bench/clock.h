// Keeps the time of a benchmark: the time that has passed, the budget that is left, and the pace.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "base/stopwatch.h"

namespace quant::cli::bench {

// Counts the seconds since its construction and the seconds left of a budget. Without a budget,
// infinitely many are left.
class BudgetClock {
public:
    explicit BudgetClock(std::optional<double> budget_seconds)
        : budget_(budget_seconds.value_or(std::numeric_limits<double>::infinity())) {}

    double passed() const { return stopwatch_.seconds(); }
    double left() const { return budget_ - passed(); }

private:
    Stopwatch stopwatch_;
    double budget_;
};

// The time that the pictures of one data set have taken so far.
struct Pace {
    std::size_t done = 0;
    double seconds = 0;

    std::optional<double> per_image() const {
        if (done == 0) return {};
        return seconds / static_cast<double>(done);
    }
};

// Returns "45 s", "12 min" or "3 h".
std::string duration_text(double seconds);

}  // namespace quant::cli::bench
