// The part of SSIMULACRA 2 that looks at one channel of two pictures at one scale: three maps of
// errors, each of which is summed up in two ways.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "metrics/recursive_gaussian.h"
#include "metrics/xyb.h"

namespace quant::cli::metrics {

// How far two channels are apart, as [norm][map]. The norms are the mean, and the fourth root of
// the mean of fourth powers, for which few large errors count most. The maps are lost similarity,
// edges that only the second picture has (banding, ringing, blocks, the dots of a dither), and
// edges that only the first one has (blur).
constexpr std::size_t kErrorNorms = 2;
constexpr std::size_t kErrorMaps = 3;
using ChannelErrors = std::array<std::array<double, kErrorMaps>, kErrorNorms>;

// Compares a channel row by row.
class ChannelComparer {
public:
    explicit ChannelComparer(std::size_t width);

    // Adds a row of each picture, from the first to the last. The values are about 0 to 1.
    void add(const FloatPlane &a, const FloatPlane &b);

    // Ends the comparison after the last row.
    ChannelErrors finish();

private:
    // The filters compute the means of a, b, and of the products a^2, b^2 and ab.
    static constexpr std::size_t kProducts = 3;

    void measure_row();

    std::vector<RecursiveGaussian> filters_;
    std::array<FloatPlane, kProducts> products_;
    // The rows that the latest means may need.
    std::array<FloatPlane, kRecursiveReach + 1> recent_a_, recent_b_;
    std::size_t added_ = 0;
    std::size_t measured_ = 0;
    ChannelErrors sums_{};
};

}  // namespace quant::cli::metrics
