// Rows run through all scales as they arrive: two rows of a scale become one of the next. Therefore
// no scale is ever in memory as a whole.
#include "metrics/ssimulacra2.h"

#include <algorithm>

namespace quant::cli::metrics {
namespace {

std::size_t half_of(std::size_t side) { return (side + 1) / 2; }

}  // namespace

Halving::Halving(std::size_t width) : half_(make_float_row(half_of(width))) {}

bool Halving::add(const FloatRow &row) {
    if (is_waiting_)
        average(waiting_, row);
    else
        waiting_ = row;
    is_waiting_ = !is_waiting_;
    return !is_waiting_;
}

bool Halving::complete() {
    if (!is_waiting_) return false;
    average(waiting_, waiting_);
    is_waiting_ = false;
    return true;
}

void Halving::average(const FloatRow &upper, const FloatRow &lower) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const FloatPlane &one = upper[channel];
        const FloatPlane &other = lower[channel];
        FloatPlane &half = half_[channel];
        for (std::size_t x = 0; x < half.size(); ++x) {
            const std::size_t left = 2 * x;
            const std::size_t right = std::min(left + 1, one.size() - 1);
            half[x] = 0.25F * (one[left] + one[right] + other[left] + other[right]);
        }
    }
}

Ssimulacra2::Scale::Scale(std::size_t width)
    : channels(3, ChannelComparer(width)),
      xyb_a(make_float_row(width)),
      xyb_b(make_float_row(width)),
      half_a(width),
      half_b(width) {}

Ssimulacra2::Ssimulacra2(std::size_t width, std::size_t height) {
    // The last scale is the first one below 8 pixels, if the number of scales does not end it.
    bool is_large = true;
    while (scales_.size() < kMostScales && is_large) {
        scales_.emplace_back(width);
        is_large = std::min(width, height) >= kSsimulacra2Side;
        width = half_of(width);
        height = half_of(height);
    }
}

void Ssimulacra2::add(const FloatRow &a, const FloatRow &b) { add_to_scale(0, a, b); }

void Ssimulacra2::add_to_scale(std::size_t index, const FloatRow &a, const FloatRow &b) {
    Scale &scale = scales_[index];
    to_xyb(a, scale.xyb_a);
    to_xyb(b, scale.xyb_b);
    for (std::size_t channel = 0; channel < 3; ++channel)
        scale.channels[channel].add(scale.xyb_a[channel], scale.xyb_b[channel]);
    if (index + 1 == scales_.size()) return;
    scale.half_b.add(b);
    if (scale.half_a.add(a)) add_to_scale(index + 1, scale.half_a.row(), scale.half_b.row());
}

double Ssimulacra2::finish() {
    std::vector<ScaleErrors> errors(scales_.size());
    for (std::size_t i = 0; i < scales_.size(); ++i) {
        Scale &scale = scales_[i];
        scale.half_b.complete();
        if (scale.half_a.complete()) add_to_scale(i + 1, scale.half_a.row(), scale.half_b.row());
        for (std::size_t channel = 0; channel < 3; ++channel)
            errors[i][channel] = scale.channels[channel].finish();
    }
    return ssimulacra2_score(errors);
}

}  // namespace quant::cli::metrics
