// Sums squared differences in double: for 8-bit pictures they are integers, and exact below 2^53.
#include "metrics/squared_error.h"

#include <sstream>

namespace quant::cli::metrics {
namespace {

double squared_distance(const Plane &a, const Plane &b) {
    double sum = 0.0;
    for (std::size_t x = 0; x < a.size(); ++x) sum += (a[x] - b[x]) * (a[x] - b[x]);
    return sum;
}

}  // namespace

std::string target_missed_note(unsigned colors, double psnr) {
    std::ostringstream note;
    note << "note: " << colors << " colors do not reach " << psnr << " dB";
    return note.str();
}

void SquaredError::add(const Row &a, const Row &b) {
    for (std::size_t channel = 0; channel < 3; ++channel)
        sum_ += squared_distance(a[channel], b[channel]);
    pixels_ += a[0].size();
}

void SquaredError::add(const Plane &a, const Plane &b) {
    sum_ += squared_distance(a, b);
    pixels_ += a.size();
}

}  // namespace quant::cli::metrics
