// Computes in float, with the roundings of the original, because these count in flat areas: see
// recursive_gaussian.h.
#include "metrics/ssimulacra2_channel.h"

#include <algorithm>
#include <cmath>

namespace quant::cli::metrics {
namespace {

// Keeps the similarity of flat areas from being a quotient of roundings only.
constexpr float kFlatness = 0.0009F;

double fourth_power(double x) { return (x * x) * (x * x); }

struct Moments {
    float a, b, aa, bb, ab;
};

// Returns how dissimilar the surroundings of two pixels are: 1 - SSIM, but without the denominator
// that makes differences count more in the dark, because XYB is even already.
double dissimilarity(const Moments &mean) {
    const float shift = mean.a - mean.b;
    const float unshifted = static_cast<float>(1.0 - static_cast<double>(shift * shift));
    const float covariance = mean.ab - mean.a * mean.b;
    const float variances = (mean.aa - mean.a * mean.a) + (mean.bb - mean.b * mean.b);
    const float similarity = unshifted * (2.0F * covariance + kFlatness) / (variances + kFlatness);
    return std::max(1.0 - static_cast<double>(similarity), 0.0);
}

// Returns how much a pixel stands out from its surroundings, plus 1.
double edge(float value, float mean) { return 1.0 + static_cast<double>(std::abs(value - mean)); }

void add_error(ChannelErrors &sums, std::size_t map, double error) {
    sums[0][map] += error;
    sums[1][map] += fourth_power(error);
}

}  // namespace

ChannelComparer::ChannelComparer(std::size_t width)
    : filters_(2 + kProducts, RecursiveGaussian(width)) {
    products_.fill(FloatPlane(width));
    recent_a_.fill(FloatPlane(width));
    recent_b_.fill(FloatPlane(width));
}

void ChannelComparer::add(const FloatPlane &a, const FloatPlane &b) {
    recent_a_[added_ % recent_a_.size()] = a;
    recent_b_[added_ % recent_b_.size()] = b;
    ++added_;
    for (std::size_t x = 0; x < a.size(); ++x) {
        products_[0][x] = a[x] * a[x];
        products_[1][x] = b[x] * b[x];
        products_[2][x] = a[x] * b[x];
    }
    filters_[0].push(a);
    filters_[1].push(b);
    for (std::size_t i = 0; i < kProducts; ++i) filters_[2 + i].push(products_[i]);
    if (filters_[0].is_ready()) measure_row();
}

void ChannelComparer::measure_row() {
    const FloatPlane &a = recent_a_[measured_ % recent_a_.size()];
    const FloatPlane &b = recent_b_[measured_ % recent_b_.size()];
    ++measured_;
    ChannelErrors row{};
    for (std::size_t x = 0; x < a.size(); ++x) {
        const Moments mean{filters_[0].row()[x], filters_[1].row()[x], filters_[2].row()[x],
                           filters_[3].row()[x], filters_[4].row()[x]};
        add_error(row, 0, dissimilarity(mean));
        const double more_edge = edge(b[x], mean.b) / edge(a[x], mean.a) - 1.0;
        add_error(row, 1, std::max(more_edge, 0.0));
        add_error(row, 2, std::max(-more_edge, 0.0));
    }
    for (std::size_t norm = 0; norm < kErrorNorms; ++norm)
        for (std::size_t map = 0; map < kErrorMaps; ++map) sums_[norm][map] += row[norm][map];
}

ChannelErrors ChannelComparer::finish() {
    for (std::size_t i = 0; i < kRecursiveReach; ++i) {
        for (RecursiveGaussian &filter : filters_) filter.push_zeros();
        if (filters_[0].is_ready()) measure_row();
    }
    const double pixels = static_cast<double>(products_[0].size()) * static_cast<double>(added_);
    ChannelErrors errors{};
    for (std::size_t map = 0; map < kErrorMaps; ++map) {
        errors[0][map] = sums_[0][map] / pixels;
        errors[1][map] = std::sqrt(std::sqrt(sums_[1][map] / pixels));
    }
    return errors;
}

}  // namespace quant::cli::metrics
