// summary.cpp: means and deviations.
#include "bench/summary.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "base/csv.h"
#include "bench/columns.h"

namespace quant::cli::bench {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The mean of those values that are there.
double mean_of(std::span<const double> values) {
    double sum = 0;
    std::size_t count = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count == 0 ? nan : sum / static_cast<double>(count);
}

// Over pictures, of what `value` is for each run of a task.
template <typename Value>
Spread over_images(const std::vector<ImageSamples> &images, const Task &task, Value value) {
    std::vector<double> means, deviations;
    for (const ImageSamples &image : images) {
        std::vector<double> runs;
        for (const Sample &sample : image.samples)
            if (sample.task == task) runs.push_back(value(sample));
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
    if (values.size() < 2) return {mean, nan};
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / static_cast<double>(values.size() - 1))};
}

std::vector<ImageSamples> whole_runs(const Plan &plan, const std::vector<ImageSamples> &images) {
    const std::size_t tasks = tasks_of(plan).size();
    std::vector<ImageSamples> whole;
    for (const ImageSamples &image : images) {
        std::map<unsigned, std::size_t> measured;
        for (const Sample &sample : image.samples) ++measured[sample.run];
        ImageSamples kept = image;
        std::erase_if(kept.samples,
                      [&](const Sample &sample) { return measured[sample.run] < tasks; });
        if (!kept.samples.empty()) whole.push_back(std::move(kept));
    }
    if (whole.empty())
        std::copy_if(images.begin(), images.end(), std::back_inserter(whole),
                     [](const ImageSamples &image) { return !image.samples.empty(); });
    return whole;
}

std::vector<Row> rows_of(const Plan &plan, const std::vector<ImageSamples> &images,
                         quant_engine parallel) {
    const auto seconds = [](const Sample &sample) { return sample.seconds; };
    const auto inertia = [](const Sample &sample) { return sample.inertia; };
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

std::string rows_csv(const std::vector<Row> &rows) {
    std::string text = std::string(table_columns) + '\n';
    for (const Row &row : rows) {
        text += std::to_string(row.colors) + ',' + std::to_string(row.threads);
        for (const double value :
             {row.sequential.mean, row.sequential.deviation, row.parallel.mean,
              row.parallel.deviation, row.speedup(), row.efficiency(), row.inertia})
            text += ',' + number_text(value);
        text += '\n';
    }
    return text;
}

}  // namespace quant::cli::bench
