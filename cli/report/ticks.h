// Chooses the range of an axis and the numbers on it.
#pragma once

#include <string>
#include <vector>

namespace quant::cli::report {

enum class Scale { linear, log2, log10 };

struct Range {
    double low = 0, high = 1;
};

// Returns the range, widened to round numbers; never empty. Logarithmic scales need a positive
// range, and get ends of 1, 2 or 5 times a power of ten, or powers of two.
Range round_range(Range data, Scale scale);

// Returns round numbers within the range, in ascending order and at most `most`, which must be at
// least 2.
std::vector<double> ticks(Range range, Scale scale, int most);

// Returns where a value lies in the range: 0 at the low end, 1 at the high end.
double position(double value, Range range, Scale scale);

// Returns the text of a tick. All linear ticks have as many decimals as their step needs;
// logarithmic ticks have the shortest form.
std::string tick_label(double value, const std::vector<double> &all, Scale scale);

}  // namespace quant::cli::report
