// Sums up differences that have been recorded.
#include "validate/trajectories.h"

#include <algorithm>
#include <cmath>

#include "validate/experiment.h"

namespace quant::cli::validate {
namespace {

// The values must not be empty.
double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

}  // namespace

Trajectories summary_of(const std::vector<double> &above_doubles) {
    Trajectories result;
    result.count = above_doubles.size();
    if (above_doubles.empty()) return result;
    std::vector<double> sizes;
    sizes.reserve(above_doubles.size());
    for (const double value : above_doubles) sizes.push_back(std::abs(value));
    result.apart = static_cast<std::size_t>(std::count_if(
        sizes.begin(), sizes.end(), [](double size) { return size >= kPaperTolerance; }));
    const auto [lowest, highest] = std::minmax_element(above_doubles.begin(), above_doubles.end());
    result.lowest = *lowest;
    result.highest = *highest;
    result.median = median_of(above_doubles);
    result.median_size = median_of(sizes);
    return result;
}

}  // namespace quant::cli::validate
