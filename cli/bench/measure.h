// Makes one measurement: defines which part of a quantization is timed, and with which options.
#pragma once

#include <quant/quant.hpp>

#include "results/plan.h"

namespace quant::cli::bench {

// Returns the options of the published experiment (the preset `paper`) with the K, the engine and
// the threads of the task. All engines start from the same seeds.
Options options_of(const results::Task &task);

// Returns the seconds of the K-Means alone: the iterations and the assignment after them. `cells`
// iterates over a histogram of cells, so for `cells` the time of the histogram counts too. The
// engines over pixels use a histogram only to draw the seeds; the published time has neither
// histogram nor seeding, so both are left out.
double kmeans_seconds(const Stats &stats);

// Runs a task. Throws Failure, and Interrupted on a signal.
Quantized run_task(const Image &image, const results::Task &task);

// Starts `threads` threads in advance, so that no measurement includes the time to start them: a
// program that quantizes many pictures does not pay it for each. Takes about a millisecond.
void wake_threads(unsigned threads);

}  // namespace quant::cli::bench
