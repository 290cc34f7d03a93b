// MSE as in all of this project: the sum over R, G and B, in 8-bit units.
#pragma once

#include <cstdint>
#include <string>

#include "metrics/pixels.h"

namespace quant::cli::metrics {

// Returns a text such as "note: 32 colors do not reach 40 dB".
std::string target_missed_note(unsigned colors, double psnr);

class SquaredError {
public:
    void add(const Row &a, const Row &b);
    void add(const Plane &a, const Plane &b);
    // Returns the mean over the pixels of all rows.
    double mean() const { return pixels_ > 0 ? sum_ / static_cast<double>(pixels_) : 0.0; }

private:
    double sum_ = 0.0;
    std::uint64_t pixels_ = 0;
};

}  // namespace quant::cli::metrics
