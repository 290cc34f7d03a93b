// Pairs runs by their invocation and number, and averages the logarithms of their ratios.
#include "report/comparison.h"

#include <cmath>
#include <tuple>

#include "report/format.h"
#include "report/statistics.h"

namespace quant::cli::report {

using namespace results;

namespace {

// Appends the logarithms of the ratios of all pairs. Both spans are sorted by invocation and run.
void append_ratios(std::span<const Measurement> a, std::span<const Measurement> b,
                   std::vector<double> &ratios) {
    const auto key = [](const Measurement &one) { return std::tie(one.invocation, one.run); };
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (key(a[i]) < key(b[j])) {
            ++i;
        } else if (key(b[j]) < key(a[i])) {
            ++j;
        } else {
            if (a[i].seconds > 0 && b[j].seconds > 0)
                ratios.push_back(std::log(a[i].seconds / b[j].seconds));
            ++i;
            ++j;
        }
    }
}

}  // namespace

Comparison compare(const std::vector<ImageMeasurements> &images, const Task &a, const Task &b) {
    Comparison result;
    std::vector<double> of_picture, of_pictures;
    for (const ImageMeasurements &image : images) {
        of_picture.clear();
        append_ratios(image.of(a), image.of(b), of_picture);
        if (of_picture.empty()) continue;
        result.pairs += of_picture.size();
        of_pictures.push_back(mean(of_picture));
        if (images.size() == 1) of_pictures = of_picture;
    }
    result.ratio = ratio_interval(of_pictures);
    return result;
}

std::string why_unclear(const Comparison &comparison) {
    if (comparison.pairs == 0) return "there are no single measurements of both in one round";
    if (!comparison.is_known()) return "one pair of runs does not tell its spread";
    return "the ratio of their times is " + interval_text(comparison.ratio);
}

std::string interval_text(const Interval &interval) {
    const std::string estimate = significant(interval.estimate);
    if (!(interval.low <= interval.high)) return estimate;
    return estimate + " (" + significant(interval.low) + " to " + significant(interval.high) + ")";
}

}  // namespace quant::cli::report
