// Makes one measurement: defines which part of a quantization is timed, and with which options.
#pragma once

#include <cstdint>

#include <quant/quant.hpp>

#include "results/plan.h"

namespace quant::cli::bench {

// Returns the options of the published experiment (the preset `paper`) with the K, the engine and
// exactly the threads of the task, which must be of an engine of the library. All engines start
// from the same seeds.
Options options_of(const results::Task &task);

// Returns the seconds of the K-Means alone: the iterations and the assignment after them. `cells`
// iterates over a histogram of cells, so for `cells` the time of the histogram counts too. The
// engines over pixels use a histogram only to draw the seeds; the published time has neither
// histogram nor seeding, so both are left out.
double kmeans_seconds(const Stats &stats);

// What one run of a task has taken and found.
struct Run {
    double seconds = 0;
    unsigned iterations = 0;
    double inertia = 0;
    std::uint64_t evaluations = 0;
    unsigned threads_used = 1;
};

// Runs a task on 8-bit RGB pixels without padding. Throws Failure, FailureOf if the threads cannot
// be had, and Interrupted on a signal.
Run run_task(const Image &image, const results::Task &task);

// Returns the picture with K colors, as the engine `cells` finds them. Throws as run_task() does.
Quantized quantized(const Image &image, unsigned colors);

// Starts the threads that OpenMP will use for a task in advance, so that no measurement of the
// engine `openmp` includes the time to start them: a program that quantizes many pictures does not
// pay it for each. Takes about a millisecond. The threads of `cells` begin and end with each call,
// and their start is part of its time.
void wake_threads(const results::Task &task);

}  // namespace quant::cli::bench
