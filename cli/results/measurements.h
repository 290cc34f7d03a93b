// Every single measurement of a data set, and NAME-samples.csv, which keeps them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "results/plan.h"

namespace quant::cli::results {

// One timed run of a task.
struct Measurement {
    Task task;
    unsigned run = 1;  // counted from 1
    double seconds = 0;
    unsigned iterations = 0;
    double inertia = 0;
    std::uint64_t evaluations = 0;  // scores of a color and a centroid

    friend bool operator==(const Measurement &, const Measurement &) = default;
};

struct ImageMeasurements {
    std::string name;
    std::size_t width = 0;
    std::size_t height = 0;
    std::uint64_t unique_colors = 0;
    std::vector<Measurement> measurements;

    bool has(const Task &task, unsigned run) const;
};

// Checks that whatever was measured on a picture with one K has the same inertia and the same
// iterations, bit for bit. Throws FailureOf the picture if `measurement`, or any measurement of the
// picture, differs from the first with its K: then an engine is wrong.
void check_agreement(const ImageMeasurements &image, const Measurement &measurement);
void check_agreement(const ImageMeasurements &image);

// Returns the measurements that tables are made of: of each picture the runs in which every task
// was measured that was measured at all, and only pictures that have such a run. What an
// interrupted run measured of its last round is not of the same pictures and runs for all tasks. If
// no picture has a complete run, returns everything.
std::vector<ImageMeasurements> whole_runs(const std::vector<ImageMeasurements> &images);

// Returns the text of NAME-samples.csv. Numbers are written so that they read back as the same
// bits.
std::string measurements_csv(const std::vector<ImageMeasurements> &images);

// Reads such a text; the rows of a picture need not be neighbors. Throws Failure, which names the
// line.
std::vector<ImageMeasurements> parse_measurements(std::string_view csv);

}  // namespace quant::cli::results
