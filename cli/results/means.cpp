// Computes means and deviations for each picture and averages them over the pictures. Missing
// values (NaN) are left out of means.
#include "results/means.h"

#include <algorithm>
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

// Adds up means and deviations of pictures.
class OverPictures {
public:
    void add(std::span<const double> runs) {
        if (runs.empty()) return;
        const Spread spread = spread_of(runs);
        means_.push_back(spread.mean);
        deviations_.push_back(spread.deviation);
    }
    Spread result() const { return {mean_of(means_), mean_of(deviations_)}; }

private:
    std::vector<double> means_, deviations_;
};

Row row_of(const std::vector<ImageMeasurements> &images, const Task &task) {
    OverPictures sequential, parallel, inertia;
    std::vector<double> seconds, baseline, inertias;
    for (const ImageMeasurements &image : images) {
        const auto runs = image.of(task);
        seconds.clear();
        baseline.clear();
        inertias.clear();
        for (const Measurement &one : runs) {
            seconds.push_back(one.seconds);
            inertias.push_back(one.inertia);
        }
        for (const Measurement &one : image.of({task.colors, Engine::sequential, 1}))
            if (runs.empty() || std::any_of(runs.begin(), runs.end(), [&](const Measurement &run) {
                    return run.invocation == one.invocation;
                }))
                baseline.push_back(one.seconds);
        sequential.add(baseline);
        parallel.add(seconds);
        inertia.add(inertias);
    }
    return {task.colors, task.threads, sequential.result(), parallel.result(),
            inertia.result().mean};
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
                         Engine parallel) {
    std::vector<Row> rows;
    for (const unsigned colors : plan.colors)
        for (const unsigned threads : plan.threads)
            rows.push_back(row_of(images, {colors, parallel, threads}));
    return rows;
}

std::vector<Row> rows_of(const std::vector<ImageMeasurements> &images, Engine parallel) {
    std::vector<Row> rows;
    for (const Task &task : tasks_in(images))
        if (task.engine == parallel && task.copies == 1) rows.push_back(row_of(images, task));
    return rows;
}

}  // namespace quant::cli::results
