// scaling.h: one engine on one data set with one K, over its thread counts; and where threads end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/statistics.h"
#include "results/read_results.h"

namespace quant::cli::report {

// What can run at once.
struct Processor {
    unsigned cores = 0;    // physical; 0: not known
    unsigned threads = 0;  // logical; 0: not known
    bool limited = false;  // both are what a container may use, and the machine has more

    bool beyond_cores(unsigned count) const { return cores > 0 && count > cores; }
    bool oversubscribed(unsigned count) const {
        const unsigned most = threads > 0 ? threads : cores;
        return most > 0 && count > most;
    }
};

Processor processor_of(const results::Machine &machine);

struct ScalingPoint {
    unsigned threads = 0;
    double seconds = 0, spread = 0;  // mean, and standard deviation over the runs (NaN: not known)
    double speed_up = 0;             // over the engine sequential; NaN: not known
    double own_speed_up = 0;         // over one thread of the same engine; NaN: not known
    double efficiency = 0;           // own speed-up per thread
    double inertia = 0;
};

struct Scaling {
    std::string engine;
    unsigned k = 0;
    double sequential = 0, sequential_spread = 0;
    std::vector<ScalingPoint> points;  // by threads; at least one

    const ScalingPoint *at(unsigned threads) const;
    const ScalingPoint &fastest() const;
    // Of those that are not oversubscribed; null if there are none.
    const ScalingPoint *fastest_within(const Processor &processor) const;
};

// One for each K.
std::vector<Scaling> scalings(const std::string &engine, const std::vector<results::Row> &rows);

// Over thread counts up to the number of cores; none where that is not known.
std::optional<AmdahlFit> fit_amdahl(const Scaling &scaling, const Processor &processor);

// The standard deviation of the difference of two times; nan if one of theirs is not known.
double spread_of_difference(double a, double b);

// Whether two times differ by more than their spread. Where that is not known, they do not.
bool differ(const ScalingPoint &a, const ScalingPoint &b);

}  // namespace quant::cli::report
