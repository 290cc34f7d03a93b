// The color difference CIEDE2000 as Sharma, Wu and Dalal give it in "The CIEDE2000 color-difference
// formula: implementation notes, supplementary test data, and mathematical observations", Color
// Research and Application 30(1), 2005; and its distribution over a picture.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/lab.h"
#include "metrics/pixels.h"

namespace quant::cli::metrics {

// Returns the difference of two colors with the parametric factors kL = kC = kH = 1.
double ciede2000(const Lab &one, const Lab &other);

// Collects the differences of all pixels of two pictures.
class ColorDifference {
public:
    ColorDifference();

    void add(const Row &a, const Row &b);

    // Returns the mean over the pixels of all rows.
    double mean() const;
    // Returns the smallest difference that at least 95 % of the pixels do not exceed, in steps of
    // 0.001.
    double percentile_95() const;
    double max() const { return max_; }

private:
    double sum_ = 0.0;
    double max_ = 0.0;
    std::uint64_t pixels_ = 0;
    std::vector<std::uint64_t> counts_;  // number of pixels by difference, in steps of 0.001
};

}  // namespace quant::cli::metrics
