// Gaussian blur in sRGB values, mirrored at the borders. It shows a picture as the eye sees it from
// a distance, where the dots of dithering mix to the color that they stand for.
#pragma once

#include <array>
#include <vector>

#include "metrics/pixels.h"
#include "metrics/separable.h"

namespace quant::cli::metrics {

constexpr double kMaxBlur = 50.0;

// Computes the rows of a blurred picture one by one.
class BlurredRows {
public:
    // `sigma` is in pixels, 0 to max_blur; 0 leaves every value unchanged. The pixels of `image`
    // must outlive the object.
    BlurredRows(const Image &image, double background, double sigma);

    // Returns the next row, from the first to the last. The row is valid until the next call.
    const Row &next();

private:
    void push(std::ptrdiff_t y);

    Image image_;
    double background_;
    std::ptrdiff_t radius_;
    std::ptrdiff_t y_ = 0;
    std::vector<std::size_t> columns_;  // column of the image for each value of a padded row
    std::array<SlidingFilter, 3> filters_;
    Row source_;
    Plane padded_;
    Row row_;
};

}  // namespace quant::cli::metrics
