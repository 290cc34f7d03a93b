// Describes how one engine scales with threads on one data set with one K, and how many threads the
// processor can run at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/statistics.h"
#include "results/read_results.h"

namespace quant::cli::report {

// The number of threads that can run at once.
struct Processor {
    unsigned cores = 0;    // physical; 0 if not known
    unsigned threads = 0;  // logical; 0 if not known
    bool limited = false;  // a container may use fewer than the machine has

    bool beyond_cores(unsigned count) const { return cores > 0 && count > cores; }
    bool oversubscribed(unsigned count) const {
        const unsigned most = threads > 0 ? threads : cores;
        return most > 0 && count > most;
    }
};

Processor processor_of(const results::Machine &machine);

struct ScalingPoint {
    unsigned threads = 0;
    double seconds = 0, spread = 0;  // mean and standard deviation over the runs (NaN if unknown)
    double speed_up = 0;             // over the engine `sequential`; NaN if not known
    double own_speed_up = 0;         // over one thread of the same engine; NaN if not known
    double efficiency = 0;           // own speed-up per thread
    double inertia = 0;
};

struct Scaling {
    std::string engine;
    unsigned k = 0;
    double sequential = 0, sequential_spread = 0;
    std::vector<ScalingPoint> points;  // sorted by threads; at least one

    // Returns null if this count was not measured.
    const ScalingPoint *at(unsigned threads) const;
    const ScalingPoint &fastest() const;
    // Returns the fastest point that is not oversubscribed; null if there is none.
    const ScalingPoint *fastest_within(const Processor &processor) const;
};

// Returns one Scaling for each K. The rows must be sorted by K.
std::vector<Scaling> scalings(const std::string &engine, const std::vector<results::Row> &rows);

// Fits Amdahl's law to the thread counts up to the number of cores. Returns nothing if that number
// is not known.
std::optional<AmdahlFit> fit_amdahl(const Scaling &scaling, const Processor &processor);

// Returns the standard deviation of the difference of two times with the standard deviations a and
// b; NaN if one of these is not known.
double spread_of_difference(double a, double b);

// Returns whether two times differ by more than the spread of their difference; false if the spread
// is not known.
bool differ(const ScalingPoint &a, const ScalingPoint &b);

}  // namespace quant::cli::report
