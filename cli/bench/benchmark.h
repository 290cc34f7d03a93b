// Runs `quant bench`, from its options to its files and its printed table.
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
    DecoderOptions decoder;
};

class Benchmark {
public:
    // Refers to the options, which must outlive the object.
    explicit Benchmark(const BenchmarkOptions &options);

    // Prints why and returns false if a set has no measurement. Throws Interrupted and FailureOf,
    // after it has saved everything that was measured.
    bool run();

private:
    void prepare();
    Observer observer();

    // Writes all files and sets the time of the next save: in a minute, so that a killed benchmark
    // can be resumed, or later if saving would take more than a fiftieth of the time.
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
