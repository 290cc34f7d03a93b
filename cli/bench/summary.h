// summary.h: from samples to the published table: means over pictures of the mean of the runs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bench/plan.h"
#include "bench/samples.h"

namespace quant::cli::bench {

struct Spread {
    double mean = 0;
    double deviation = 0;  // of a sample, that is over n - 1; NaN of fewer than two values
};
Spread spread_of(std::span<const double> values);

// The samples that tables are made of: of each picture those runs in which everything was measured,
// and of the pictures those that have such runs. Where no picture has one, because a budget or a
// signal ended the very first run, everything there is.
std::vector<ImageSamples> whole_runs(const Plan &plan, const std::vector<ImageSamples> &images);

// One row for each K and number of threads; NaN where there are no samples.
struct Row {
    unsigned colors = 0;
    unsigned threads = 0;
    Spread sequential;  // seconds: the means over the pictures of the mean and of the deviation of
    Spread parallel;    // the runs of each
    double inertia = 0;

    double speedup() const { return sequential.mean / parallel.mean; }
    double efficiency() const { return speedup() / threads; }
};

// `images` as of whole_runs().
std::vector<Row> rows_of(const Plan &plan, const std::vector<ImageSamples> &images,
                         quant_engine parallel);

// K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia
std::string rows_csv(const std::vector<Row> &rows);

}  // namespace quant::cli::bench
