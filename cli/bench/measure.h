// measure.h: one measurement: what is timed of a quantization, and under which conditions.
#pragma once

#include <quant/quant.hpp>

#include "results/plan.h"

namespace quant::cli::bench {

// The published experiment (the preset paper) with the task's K, engine and threads: the same seeds
// for all engines.
Options options_of(const results::Task &task);

// The seconds of the K-Means alone. Iterations and the assignment that ends them, for all engines;
// `cells` iterates over a histogram of cells, so that it counts as well. For the engines over
// pixels a histogram only serves to draw the seeds, which the published time does not have either:
// like seeding it is left out.
double kmeans_seconds(const Stats &stats);

// Runs a task. Throws Failure, and Interrupted on a signal.
Quantized run_task(const Image &image, const results::Task &task);

// Starts as many threads as the task has, so that the time of doing so, which no program pays that
// quantizes more than one picture, is nobody's. Costs about a millisecond.
void wake_threads(unsigned threads);

}  // namespace quant::cli::bench
