// `quant bench` from its options to the files and the table that it leaves.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/terminal.h"
#include "bench/clock.h"
#include "bench/runner.h"
#include "dataset/dataset.h"
#include "dataset/load.h"
#include "io/decoder.h"
#include "results/folder.h"

namespace quant::cli::bench {

struct BenchmarkOptions {
    DatasetOptions datasets;
    results::Plan plan;
    std::optional<double> budget;  // seconds
    std::string folder = "quant-bench";
    bool resume = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    DecoderLimits decoder;
};

class Benchmark {
public:
    // Refers to the options, which must outlive it.
    explicit Benchmark(const BenchmarkOptions &options);

    // Returns false, having said why, if a set has no complete measurement. Throws Interrupted,
    // with everything saved that was measured, and FailureOf.
    bool run();

private:
    void prepare();
    Observer observer();

    // Once a minute, so that what a killed process leaves can be resumed; more seldom where tables
    // are so long that it would take more than a fiftieth of the time.
    void save();
    void finish();
    bool has_measurements() const;
    void write_pictures(const std::string &set, const RgbPicture &picture) const;

    const BenchmarkOptions &options_;
    BudgetClock clock_;
    results::ResultFolder folder_;
    Decoder decoder_;
    results::Record record_;
    std::vector<Dataset> sets_;
    std::optional<ProgressLine> progress_;
    double next_save_ = 0;
};

}  // namespace quant::cli::bench
