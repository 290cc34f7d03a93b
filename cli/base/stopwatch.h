// stopwatch.h: wall-clock time, by a clock that is never set.
#pragma once

#include <chrono>
#include <utility>

namespace quant::cli {

class Stopwatch {
public:
    // Seconds since it was made.
    double seconds() const { return Seconds(Clock::now() - begin_).count(); }

    // Seconds since it was made or this was asked last.
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
