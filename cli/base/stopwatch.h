// Measures wall-clock time with a clock that is never set.
#pragma once

#include <chrono>
#include <utility>

namespace quant::cli {

class Stopwatch {
public:
    // Returns the seconds since the stopwatch was made.
    double seconds() const { return Seconds(Clock::now() - begin_).count(); }

    // Returns the seconds since the last call of lap(), or since the stopwatch was made.
    double lap() {
        const auto now = Clock::now();
        return Seconds(now - std::exchange(last_, now)).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    using Seconds = std::chrono::duration<double>;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point last_ = begin_;
};

}  // namespace quant::cli
