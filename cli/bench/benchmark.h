// Runs `quant bench`, from its options to its files and its printed table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/terminal.h"
#include "bench/clock.h"
#include "bench/conditions.h"
#include "bench/runner.h"
#include "dataset/dataset.h"
#include "dataset/load.h"
#include "io/decoder.h"
#include "results/folder.h"

namespace quant::cli::bench {

// The parts of a plan that the user has stated. A new benchmark has the defaults for the others;
// one that is resumed has what it had, and the stated parts in addition.
struct PlanChanges {
    std::optional<std::vector<unsigned>> colors, threads;
    std::optional<std::vector<results::Engine>> engines;
    std::optional<unsigned> runs, warmup;
    bool weak = false;
};

struct BenchmarkOptions {
    DatasetOptions datasets;
    PlanChanges plan;
    bool pin = false;
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
    void measure_ceilings_of_machine();
    void say_what_comes();
    bool has_begun() const;
    void begin();
    Observer observer();

    // Writes the tables and machine.json and sets the time of the next save: in a minute, or later
    // if saving would take more than a fiftieth of the time. Measurements are written as they come.
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
    Neighbors neighbors_;
    results::Conditions conditions_;  // when the benchmark began
    unsigned invocation_ = 1;
    double next_save_ = 0;
};

}  // namespace quant::cli::bench
