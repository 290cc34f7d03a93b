// Computes five weighted means for each position of the window, and the variances from them.
#include "metrics/ssim.h"

namespace quant::cli::metrics {
namespace {

constexpr double kSigma = 1.5;
constexpr double kC1 = (0.01 * 255.0) * (0.01 * 255.0);
constexpr double kC2 = (0.03 * 255.0) * (0.03 * 255.0);

double luma(const Row &row, std::size_t x) {
    return 0.299 * row[0][x] + 0.587 * row[1][x] + 0.114 * row[2][x];
}

}  // namespace

Ssim::Ssim(std::size_t width) {
    const std::size_t columns = width < kSsimWindow ? 0 : width - (kSsimWindow - 1);
    filters_.assign(kMoments, SlidingFilter(gaussian(kSigma, kSsimWindow / 2), columns));
    products_.fill(Plane(width));
    means_.fill(Plane(columns));
}

void Ssim::add(const Row &a, const Row &b) {
    if (means_[0].empty()) return;
    for (std::size_t x = 0; x < a[0].size(); ++x) {
        const double one = luma(a, x);
        const double other = luma(b, x);
        products_[0][x] = one;
        products_[1][x] = other;
        products_[2][x] = one * one;
        products_[3][x] = other * other;
        products_[4][x] = one * other;
    }
    for (std::size_t i = 0; i < kMoments; ++i) filters_[i].push(products_[i]);
    if (filters_[0].is_ready()) add_places();
}

void Ssim::add_places() {
    for (std::size_t i = 0; i < kMoments; ++i) filters_[i].filter(means_[i]);
    double sum = 0.0;
    for (std::size_t x = 0; x < means_[0].size(); ++x) {
        const double mean_a = means_[0][x];
        const double mean_b = means_[1][x];
        const double variance_a = means_[2][x] - mean_a * mean_a;
        const double variance_b = means_[3][x] - mean_b * mean_b;
        const double covariance = means_[4][x] - mean_a * mean_b;
        sum += (2.0 * mean_a * mean_b + kC1) * (2.0 * covariance + kC2) /
               ((mean_a * mean_a + mean_b * mean_b + kC1) * (variance_a + variance_b + kC2));
    }
    sum_ += sum;
    places_ += means_[0].size();
}

std::optional<double> Ssim::mean() const {
    if (places_ == 0) return {};
    return sum_ / static_cast<double>(places_);
}

}  // namespace quant::cli::metrics
