// Describes how one engine scales with threads on one data set with one K, and how many threads the
// processor can run at once.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "report/comparison.h"
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
    double sequential = 0, sequential_spread = 0;  // of `sequential`, in the same invocations
    // From single measurements; NaN and 0 if there are none.
    double median = std::numeric_limits<double>::quiet_NaN();  // over pictures of that of the runs
    Comparison own = {};                                       // one thread over this number
    unsigned least_used = 0, most_used = 0;                    // threads that worked
};

struct Scaling {
    results::Engine engine = results::Engine::openmp;
    unsigned k = 0;
    double sequential = 0;
    std::vector<ScalingPoint> points;  // sorted by threads; at least one

    results::Task task(const ScalingPoint &point) const { return {k, engine, point.threads}; }

    // Returns null if this count was not measured.
    const ScalingPoint *at(unsigned threads) const;
    const ScalingPoint &fastest() const;
    // Returns the fastest point that is not oversubscribed; null if there is none.
    const ScalingPoint *fastest_within(const Processor &processor) const;
};

// Adds what only single measurements tell. The own speed-up and the efficiency are then those of
// pairs.
void add_measurements(Scaling &scaling, const std::vector<results::ImageMeasurements> &images);

// Returns one Scaling for each K. The rows must be sorted by K.
std::vector<Scaling> scalings(results::Engine engine, const std::vector<results::Row> &rows);

// Fits Amdahl's law to the thread counts up to the number of cores. Returns nothing if that number
// is not known.
std::optional<AmdahlFit> fit_amdahl(const Scaling &scaling, const Processor &processor);

}  // namespace quant::cli::report
