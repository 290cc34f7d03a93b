// Finds single runs that took much longer than the others of the same task. They count in all
// figures; they are named so that a reader can judge them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/measurements.h"

namespace quant::cli::report {

// A run is an outlier if it took more than 1.5 times the median of the runs of its picture and
// task, and is more than five times as far from that median as half of these runs are.
inline constexpr double kOutlierRatio = 1.5;
inline constexpr double kOutlierDeviations = 5;

struct Outlier {
    std::string image;
    results::Measurement measurement;
    double median = 0;  // seconds of the runs of the same picture and task
    double ratio() const { return measurement.seconds / median; }
};

struct Outliers {
    std::size_t measurements = 0;  // that were looked at: tasks with at least three runs
    std::size_t count = 0;
    std::vector<Outlier> worst;  // at most 10, by their ratio
};

Outliers find_outliers(const std::vector<results::ImageMeasurements> &images);

}  // namespace quant::cli::report
