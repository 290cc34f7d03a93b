// Computes means and deviations for each picture and averages them over the pictures. Missing
// values (NaN) are left out of means.
#include "results/means.h"

#include <cmath>
#include <limits>

namespace quant::cli::results {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Returns the mean of the values that are not NaN; NaN if there are none.
double mean_of(std::span<const double> values) {
    double sum = 0;
    std::size_t count = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count == 0 ? kNan : sum / static_cast<double>(count);
}

// Takes `value` of each run of the task, and returns the mean over the pictures of the mean and of
// the deviation of their runs.
template <typename Value>
Spread over_images(const std::vector<ImageMeasurements> &images, const Task &task, Value value) {
    std::vector<double> means, deviations;
    for (const ImageMeasurements &image : images) {
        std::vector<double> runs;
        for (const Measurement &one : image.measurements)
            if (one.task == task) runs.push_back(value(one));
        if (runs.empty()) continue;
        const Spread spread = spread_of(runs);
        means.push_back(spread.mean);
        deviations.push_back(spread.deviation);
    }
    return {mean_of(means), mean_of(deviations)};
}

}  // namespace

Spread spread_of(std::span<const double> values) {
    const double mean = mean_of(values);
    if (values.size() < 2) return {mean, kNan};
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / static_cast<double>(values.size() - 1))};
}

std::vector<Row> rows_of(const Plan &plan, const std::vector<ImageMeasurements> &images,
                         quant_engine parallel) {
    const auto seconds = [](const Measurement &one) { return one.seconds; };
    const auto inertia = [](const Measurement &one) { return one.inertia; };
    std::vector<Row> rows;
    for (const unsigned colors : plan.colors) {
        const Spread sequential =
            over_images(images, {colors, QUANT_ENGINE_SEQUENTIAL, 1}, seconds);
        for (const unsigned threads : plan.threads) {
            const Task task{colors, parallel, threads};
            rows.push_back({colors, threads, sequential, over_images(images, task, seconds),
                            over_images(images, task, inertia).mean});
        }
    }
    return rows;
}

}  // namespace quant::cli::results
