// What accompanies the steps from pixels to a palette: their time, and reports of progress.
#pragma once

#include <quant/quant.h>

#include <chrono>

#include "cluster/lloyd.h"

namespace quant::core {

// Seconds since the last call.
class Stopwatch {
public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> passed = now - last_;
        last_ = now;
        return passed.count();
    }

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// Throws Canceled if the caller wants no more.
inline void report(const quant_options &options, quant_stage stage, unsigned iteration = 0) {
    if (!options.progress) return;
    const quant_progress progress{stage, iteration,
                                  stage == QUANT_STAGE_SEARCH ? 0 : options.max_iterations};
    if (options.progress(&progress, options.user_data) != 0) throw Canceled();
}

}  // namespace quant::core
