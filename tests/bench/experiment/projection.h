// Projects the speed-up by more threads than the machine has.
//
// One thread does the work of all threads alone, unit by unit, and the time of each unit is
// recorded. With n threads, what is not shared out takes as long, and the units are given to the
// thread that is free first, in their order, as the library does. What the projection leaves out:
// waking threads, their memory, and caches.
#pragma once

#include <quant/quant.hpp>

#include "base/parallel.h"

namespace quant::experiment {

namespace core = quant::core;

// What one thread that does the work of several tells.
struct LoggedRun {
    double whole = 0;      // seconds
    double shared = 0;     // seconds of it that are shared out
    double longest = 0;    // seconds until the last thread would have done its share
    unsigned workers = 1;  // the most threads that some work would be shared out to

    double serial() const { return whole - shared; }
    // Compares within one run, because the speed of a machine differs from run to run.
    double speed_up() const { return whole / (serial() + longest); }
};

// Returns the seconds until the last of work.workers threads would have done its units, if the one
// that is free first takes the next one.
double seconds_with_threads(const core::WorkLog::Work &work);

// Logs the work of options.threads threads, in a whole call of the library. Throws Failure.
LoggedRun log_call(const Image &image, const quant_options &options);

// Logs only what `quant bench` times: the iterations, the assignment after them, and, for the
// engine `cells`, the histogram. Throws Failure.
LoggedRun log_kmeans(const Image &image, const quant_options &options);

// Returns the seconds of that part with real threads; NaN if the library takes fewer threads than
// options.threads. Throws Failure.
double time_kmeans(const Image &image, const quant_options &options);

}  // namespace quant::experiment
