// ciede2000.h: the color difference CIEDE2000, as Sharma, Wu and Dalal write it in "The CIEDE2000
// color-difference formula: implementation notes, supplementary test data, and mathematical
// observations", Color Research and Application 30(1), 2005; and its distribution over a picture.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/lab.h"
#include "metrics/pixels.h"

namespace quant::cli::metrics {

// With the parametric factors kL = kC = kH = 1.
double ciede2000(const Lab &one, const Lab &other);

class ColorDifference {
public:
    ColorDifference();

    void add(const Row &a, const Row &b);

    // Over the pixels of all rows.
    double mean() const;
    // The smallest difference that at least 95 % of the pixels do not exceed, in steps of 0.001.
    double percentile_95() const;
    double max() const { return max_; }

private:
    double sum_ = 0.0;
    double max_ = 0.0;
    std::uint64_t pixels_ = 0;
    std::vector<std::uint64_t> counts_;  // by difference, in steps
};

}  // namespace quant::cli::metrics
