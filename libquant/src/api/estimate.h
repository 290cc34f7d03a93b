// Estimates how the time of a call is spread over its stages, for quant_progress.done.
#pragma once

#include <quant/quant.h>

#include <cstdint>

namespace quant::core {

// The colors or pixels that are worked on.
struct Amount {
    std::uint64_t pixels;
    bool few_values;  // they are counted and mapped by tables of all colors
};

// The parts of a call, which add up to 1, and the time that all of it takes on one thread.
struct Estimate {
    double counting, choosing, mapping;
    double seconds;
};

// The options must be valid; `engine` is the engine in use.
Estimate estimate(const Amount &amount, const quant_options &options, quant_engine engine);

}  // namespace quant::core
