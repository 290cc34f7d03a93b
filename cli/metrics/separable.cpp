// Only the weighted sum of rows takes much time. It runs over columns, so that compilers vectorize
// it.
#include "metrics/separable.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace quant::cli::metrics {
namespace {

// The sums of this many columns stay in the first-level cache while all taps are added.
constexpr std::size_t kBlockColumns = 512;

// Computes out[x] = sum over i of kernel[i] * line(i)[x]. Taps with the same weight are added
// first, which saves half of the multiplications and gives the same result for a mirrored picture.
template <typename Line>
void weighted_sum(const Kernel &kernel, Line line, std::span<double> out) {
    const std::size_t middle = kernel.size() / 2;
    for (std::size_t begin = 0; begin < out.size(); begin += kBlockColumns) {
        const std::size_t count = std::min(kBlockColumns, out.size() - begin);
        double *sums = out.data() + begin;
        const double *center = line(middle) + begin;
        for (std::size_t x = 0; x < count; ++x) sums[x] = kernel[middle] * center[x];
        for (std::size_t i = 0; i < middle; ++i) {
            const double weight = kernel[i];
            const double *one = line(i) + begin;
            const double *other = line(kernel.size() - 1 - i) + begin;
            for (std::size_t x = 0; x < count; ++x) sums[x] += weight * (one[x] + other[x]);
        }
    }
}

}  // namespace

Kernel gaussian(double sigma, std::size_t radius) {
    Kernel kernel(2 * radius + 1, 1.0);
    for (std::size_t i = 0; i < radius; ++i) {
        const double distance = static_cast<double>(radius - i) / sigma;
        kernel[i] = kernel[2 * radius - i] = std::exp(-0.5 * distance * distance);
    }
    const double sum = std::accumulate(kernel.begin(), kernel.end(), 0.0);
    for (double &weight : kernel) weight /= sum;
    return kernel;
}

std::size_t mirrored(std::ptrdiff_t i, std::size_t n) {
    const auto period = 2 * static_cast<std::ptrdiff_t>(n);
    i %= period;
    if (i < 0) i += period;
    return static_cast<std::size_t>(std::min(i, period - 1 - i));
}

SlidingFilter::SlidingFilter(Kernel kernel, std::size_t columns)
    : kernel_(std::move(kernel)), columns_(columns), ring_(kernel_.size() * columns) {}

void SlidingFilter::push(std::span<const double> row) {
    const std::size_t slot = rows_++ % kernel_.size();
    weighted_sum(
        kernel_, [row](std::size_t tap) { return row.data() + tap; },
        std::span(ring_).subspan(slot * columns_, columns_));
}

void SlidingFilter::filter(std::span<double> out) const {
    // The oldest row is in the slot that the next row will take.
    const auto line = [this](std::size_t tap) {
        return ring_.data() + (rows_ + tap) % kernel_.size() * columns_;
    };
    weighted_sum(kernel_, line, out);
}

}  // namespace quant::cli::metrics
