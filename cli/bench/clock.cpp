// Writes durations as text, rounded to whole seconds, minutes or hours.
#include "bench/clock.h"

#include <cmath>

namespace quant::cli::bench {

std::string duration_text(double seconds) {
    const auto whole = [](double value) { return std::to_string(std::lround(value)); };
    if (seconds < 90) return whole(seconds) + " s";
    if (seconds < 90 * 60) return whole(seconds / 60) + " min";
    return whole(seconds / 3600) + " h";
}

}  // namespace quant::cli::bench
