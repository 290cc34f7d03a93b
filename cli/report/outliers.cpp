// Compares each run with the median and the median absolute deviation of its group.
#include "report/outliers.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "report/statistics.h"

namespace quant::cli::report {

using namespace results;

namespace {

constexpr std::size_t kFewRuns = 3;
constexpr std::size_t kMostNamed = 10;

void look_at(const ImageMeasurements &image, std::span<const Measurement> runs, Outliers &found) {
    if (runs.size() < kFewRuns) return;
    found.measurements += runs.size();
    std::vector<double> values;
    for (const Measurement &one : runs) values.push_back(one.seconds);
    const double median = quartiles(values).median;
    for (double &value : values) value = std::fabs(value - median);
    const double deviation = quartiles(values).median;
    for (const Measurement &one : runs)
        if (one.seconds > kOutlierRatio * median &&
            one.seconds - median > kOutlierDeviations * deviation) {
            ++found.count;
            found.worst.push_back({image.name, one, median});
        }
}

}  // namespace

Outliers find_outliers(const std::vector<ImageMeasurements> &images) {
    Outliers found;
    for (const ImageMeasurements &image : images) {
        const std::span all(image.measurements);
        for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
            while (last < all.size() && all[last].task == all[first].task) ++last;
            look_at(image, all.subspan(first, last - first), found);
        }
        if (found.worst.size() < 2 * kMostNamed) continue;
        std::ranges::sort(found.worst, std::greater(), &Outlier::ratio);
        found.worst.resize(kMostNamed);
    }
    std::ranges::sort(found.worst, std::greater(), &Outlier::ratio);
    if (found.worst.size() > kMostNamed) found.worst.resize(kMostNamed);
    return found;
}

}  // namespace quant::cli::report
