// The structural similarity of Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from
// error visibility to structural similarity", IEEE Transactions on Image Processing 13(4), 2004,
// with its constants and its window (11 x 11, Gaussian, sigma 1.5), on the luma of Rec. 601. Only
// positions where the whole window lies within the picture count.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/pixels.h"
#include "metrics/separable.h"

namespace quant::cli::metrics {

constexpr std::size_t kSsimWindow = 11;

class Ssim {
public:
    explicit Ssim(std::size_t width);

    // Adds a row of each picture, from the first to the last.
    void add(const Row &a, const Row &b);

    // Returns the mean over all positions of the window; nothing if the picture is smaller than the
    // window.
    std::optional<double> mean() const;

private:
    // The filters compute the means of a, b, a^2, b^2 and ab, where a and b are the luma of the
    // pictures.
    static constexpr std::size_t kMoments = 5;

    void add_places();

    std::vector<SlidingFilter> filters_;
    std::array<Plane, kMoments> products_;
    std::array<Plane, kMoments> means_;
    double sum_ = 0.0;
    std::uint64_t places_ = 0;
};

}  // namespace quant::cli::metrics
