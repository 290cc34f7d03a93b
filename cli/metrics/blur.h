// blur.h: a picture as the eye sees it from afar: dots of a dither melt into the color they stand
// for. Gaussian, in sRGB values, mirrored at the borders.
#pragma once

#include <array>
#include <vector>

#include "metrics/pixels.h"
#include "metrics/separable.h"

namespace quant::cli::metrics {

constexpr double max_blur = 50.0;

class BlurredRows {
public:
    // sigma in pixels, 0 to max_blur; 0 leaves every value as it is. The image stays the caller's.
    BlurredRows(const Image &image, double background, double sigma);

    // The rows from the first to the last one.
    const Row &next();

private:
    void push(std::ptrdiff_t y);

    Image image_;
    double background_;
    std::ptrdiff_t radius_;
    std::ptrdiff_t y_ = 0;
    std::vector<std::size_t> columns_;  // where the values of a padded row come from
    std::array<SlidingFilter, 3> filters_;
    Row source_;
    Plane padded_;
    Row row_;
};

}  // namespace quant::cli::metrics
