// The kernel ends after 4 sigma; the weight beyond is 1/15,000 of the total.
#include "metrics/blur.h"

#include <cmath>

namespace quant::cli::metrics {
namespace {

constexpr double kReach = 4.0;

std::size_t radius_of(double sigma) {
    return static_cast<std::size_t>(std::floor(kReach * sigma + 0.5));
}

}  // namespace

BlurredRows::BlurredRows(const Image &image, double background, double sigma)
    : image_(image),
      background_(background),
      radius_(static_cast<std::ptrdiff_t>(radius_of(sigma))),
      columns_(image.width + 2 * radius_of(sigma)),
      filters_{SlidingFilter(gaussian(sigma, radius_of(sigma)), image.width),
               SlidingFilter(gaussian(sigma, radius_of(sigma)), image.width),
               SlidingFilter(gaussian(sigma, radius_of(sigma)), image.width)},
      source_(make_row(image.width)),
      padded_(columns_.size()),
      row_(make_row(image.width)) {
    for (std::size_t x = 0; x < columns_.size(); ++x)
        columns_[x] = mirrored(static_cast<std::ptrdiff_t>(x) - radius_, image.width);
}

const Row &BlurredRows::next() {
    if (y_ == 0)
        for (std::ptrdiff_t y = -radius_; y < radius_; ++y) push(y);
    push(y_++ + radius_);
    for (std::size_t channel = 0; channel < 3; ++channel) filters_[channel].filter(row_[channel]);
    return row_;
}

void BlurredRows::push(std::ptrdiff_t y) {
    read_row(image_, mirrored(y, image_.height), background_, source_);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const Plane &source = source_[channel];
        for (std::size_t x = 0; x < padded_.size(); ++x) padded_[x] = source[columns_[x]];
        filters_[channel].push(padded_);
    }
}

}  // namespace quant::cli::metrics
