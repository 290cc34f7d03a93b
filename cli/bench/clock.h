// clock.h: how long a benchmark has been going on, and how long it may and will.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "base/stopwatch.h"

namespace quant::cli::bench {

// Seconds since it was made, against a budget of them.
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

// What the pictures of one set took so far.
struct Pace {
    std::size_t done = 0;
    double seconds = 0;

    std::optional<double> per_image() const {
        if (done == 0) return {};
        return seconds / static_cast<double>(done);
    }
};

// "45 s", "12 min", "3 h".
std::string duration_text(double seconds);

}  // namespace quant::cli::bench
