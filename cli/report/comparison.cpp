// Pairs runs by their invocation and number, and averages the logarithms of their ratios.
#include "report/comparison.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

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

// Appends the logarithm of one ratio if each of the two has rounds in common with `sequential`.
void append_ratio_through_base(const ImageMeasurements &image, const Task &a, const Task &b,
                               std::vector<double> &ratios) {
    const auto base = image.of({a.colors, Engine::sequential, 1});
    std::vector<double> of_a, of_b;
    append_ratios(image.of(a), base, of_a);
    append_ratios(image.of(b), base, of_b);
    if (a.colors == b.colors && !of_a.empty() && !of_b.empty())
        ratios.push_back(mean(of_a) - mean(of_b));
}

// Returns as many decimals as show the estimate with three digits, and the width of the interval
// with two, but at most six.
int decimals_of(const Interval &interval) {
    const auto decimals_for = [](double value, int digits) {
        constexpr double none = 1e-6;  // the width of an interval of equal ratios
        return value > none ? digits - 1 - static_cast<int>(std::floor(std::log10(value))) : 0;
    };
    return std::clamp(
        std::max(decimals_for(interval.estimate, 3), decimals_for(interval.high - interval.low, 2)),
        0, 6);
}

}  // namespace

Comparison compare(const std::vector<ImageMeasurements> &images, const Task &a, const Task &b,
                   const std::function<double(const ImageMeasurements &)> &factor) {
    Comparison result;
    std::vector<std::vector<double>> by_picture;
    for (const ImageMeasurements &image : images) {
        std::vector<double> ratios;
        append_ratios(image.of(a), image.of(b), ratios);
        if (ratios.empty()) append_ratio_through_base(image, a, b, ratios);
        if (ratios.empty()) continue;
        result.pairs += ratios.size();
        for (double &ratio : ratios) ratio += std::log(factor(image));
        by_picture.push_back(std::move(ratios));
    }
    result.ratio = ratio_interval_of(by_picture);
    return result;
}

Comparison compare(const std::vector<ImageMeasurements> &images, const Task &a, const Task &b) {
    return compare(images, a, b, [](const ImageMeasurements &) { return 1.0; });
}

std::string why_unclear(const Comparison &comparison) {
    if (comparison.pairs == 0) return "there are no single measurements of both in one round";
    if (!comparison.is_known()) return "so few pairs of runs do not tell their spread";
    return "the ratio of their times is " + interval_text(comparison.ratio);
}

std::string interval_text(const Interval &interval) {
    if (!interval.is_known()) return significant(interval.estimate);
    const int decimals = decimals_of(interval);
    return fixed(interval.estimate, decimals) + " (" + fixed(interval.low, decimals) + " to " +
           fixed(interval.high, decimals) + ")";
}

std::string bounds_text(const Interval &interval) {
    if (!interval.is_known()) return std::string(kNoValue);
    const int decimals = decimals_of(interval);
    return fixed(interval.low, decimals) + " to " + fixed(interval.high, decimals);
}

}  // namespace quant::cli::report
