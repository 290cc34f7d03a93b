// Measures where the time of each thread goes.
#pragma once

#include <cstdint>
#include <vector>

#include "kmeans.h"
#include "results/extras.h"

namespace quant::experiment {

// The seconds of one thread in one run. The parts and `wait` add up to the time of the regions.
struct ThreadTimes {
    double assign = 0, update = 0, map = 0, wait = 0;
};

// Runs K-Means as the variant `baseline` does, with a clock in each thread. Sets the times of the
// threads, and returns the seconds outside of parallel regions.
double run_phases(const Problem &problem, unsigned colors, unsigned threads, Outcome &outcome,
                  std::vector<ThreadTimes> &times);

// Appends the lines of phases.csv.
void add_phases(const quant::cli::results::ExtraSubject &subject, unsigned run,
                const std::vector<ThreadTimes> &times, double serial,
                std::vector<quant::cli::results::PhaseTime> &lines);

}  // namespace quant::experiment
