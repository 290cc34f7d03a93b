// Measures the wall-clock time of the stages.
#pragma once

#include <chrono>

namespace quant::core {

class Stopwatch {
public:
    // Returns the seconds since the last call, or since the stopwatch was made.
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> passed = now - last_;
        last_ = now;
        return passed.count();
    }

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace quant::core
