// ticks.h: where an axis has its numbers.
#pragma once

#include <string>
#include <vector>

namespace quant::cli::report {

enum class Scale { linear, log2, log10 };

struct Range {
    double low = 0, high = 1;
};

// The range widened to round numbers: 1, 2, 5 times a power of ten, or powers of two; positive for
// the logarithmic scales. Never empty.
Range round_range(Range data, Scale scale);

// Round numbers within the range, in order, at most `most` (at least 2) of them.
std::vector<double> ticks(Range range, Scale scale, int most);

// Where a value lies in the range, 0 to 1 inside.
double position(double value, Range range, Scale scale);

// Numbers of linear ticks all with as many decimals as the step needs; of others the shortest form.
std::string tick_label(double value, const std::vector<double> &all, Scale scale);

}  // namespace quant::cli::report
