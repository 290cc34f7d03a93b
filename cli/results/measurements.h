// Holds all measurements of a data set and converts them to and from NAME-samples.csv.
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
    std::uint64_t evaluations = 0;  // computed scores of a color and a centroid

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

// Checks that all measurements of a picture with the same K have bit for bit the same inertia and
// the same number of iterations. Throws FailureOf the picture if `measurement`, or in the second
// function any measurement, differs from the first one with its K: then an engine is wrong, or the
// picture has changed.
void check_agreement(const ImageMeasurements &image, const Measurement &measurement);
void check_agreement(const ImageMeasurements &image);

// Returns the measurements for the tables: the complete runs of each picture, and only pictures
// that have one. A run is complete if it measured every task that is planned or that occurs in
// `images`. The tasks must be compared over the same pictures and runs, and an interrupted round
// measured only some of them. If no picture has a complete run, returns all pictures that have
// measurements.
std::vector<ImageMeasurements> whole_runs(const std::vector<ImageMeasurements> &images,
                                          const std::vector<Task> &planned = {});

// Returns the text of NAME-samples.csv. Its numbers read back as the same bits.
std::string measurements_csv(const std::vector<ImageMeasurements> &images);

// Reads the text of NAME-samples.csv. The rows of a picture need not be neighbors. Throws Failure,
// with the number of the line if one line is wrong.
std::vector<ImageMeasurements> parse_measurements(std::string_view csv);

}  // namespace quant::cli::results
