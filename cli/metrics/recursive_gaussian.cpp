// Each cosine c follows y(n) = gain_c (x(n - 6) + x(n + 4)) - turn_c y(n - 1) - y(n - 2), and the
// blurred value is the sum of the three y. Along a row libjxl computes four y at once, from the
// last two before them; this has other roundings than four single steps, and both ends of a row
// take single steps.
#include "metrics/recursive_gaussian.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "metrics/fused.h"

namespace quant::cli::metrics {
namespace {

// The number of values along a row that are computed at once.
constexpr std::size_t kLanes = 4;
// How far behind and ahead of a value x are taken from.
constexpr std::ptrdiff_t kBehind = 6;
constexpr std::ptrdiff_t kAhead = 4;

// The factors with which four successive y of a cosine follow from the two before them and four
// sums of x. The first ones are those of a single step.
struct Cosine {
    std::array<float, kLanes> of_sum;     // y(n + i) has of_sum[i - j] times sum j
    std::array<float, kLanes> of_last;    // times y(n - 1)
    std::array<float, kLanes> of_before;  // times y(n - 2)
};

std::array<Cosine, kCosines> make_cosines() {
    // The amplitudes are the solution of equation 53 for sigma 1.5 and radius 5.
    constexpr std::array<double, kCosines> amplitudes = {0.17893914164149133, 0.0727261447361902,
                                                         0.012955819110517089};
    std::array<Cosine, kCosines> cosines{};
    for (std::size_t k = 0; k < kCosines; ++k) {
        const double omega = static_cast<double>(2 * k + 1) * std::numbers::pi / 10.0;
        const double gain = -amplitudes[k] * std::cos(omega * 6.0);
        const double turn = 2.0 * std::cos(omega);
        // The response to an impulse obeys the recursion of the y themselves.
        double response = 1.0;
        double earlier = 0.0;
        for (std::size_t i = 0; i < kLanes; ++i) {
            const double next = turn * response - earlier;
            cosines[k].of_sum[i] = static_cast<float>(gain * response);
            cosines[k].of_last[i] = static_cast<float>(next);
            cosines[k].of_before[i] = static_cast<float>(-response);
            earlier = response;
            response = next;
        }
    }
    return cosines;
}

const std::array<Cosine, kCosines> &cosines() {
    static const std::array<Cosine, kCosines> made = make_cosines();
    return made;
}

// The state of the recursion along a row.
struct Along {
    std::array<float, kCosines> last{}, before{};

    // Makes one step, and returns the blurred value.
    float step(float sum) {
        std::array<float, kCosines> y{};
        for (std::size_t k = 0; k < kCosines; ++k) {
            const Cosine &cosine = cosines()[k];
            y[k] = fused(cosine.of_before[0], before[k], sum * cosine.of_sum[0]);
            y[k] = fused(cosine.of_last[0], last[k], y[k]);
            before[k] = last[k];
            last[k] = y[k];
        }
        return y[0] + (y[1] + y[2]);
    }

    // Makes four steps at once.
    void leap(const std::array<float, kLanes> &sums, float *out) {
        std::array<std::array<float, kLanes>, kCosines> y{};
        for (std::size_t k = 0; k < kCosines; ++k) {
            const Cosine &cosine = cosines()[k];
            for (std::size_t i = 0; i < kLanes; ++i) {
                float value = sums[0] * cosine.of_sum[i];
                for (std::size_t j = 1; j <= i; ++j)
                    value = fused(cosine.of_sum[i - j], sums[j], value);
                value = fused(cosine.of_before[i], before[k], value);
                y[k][i] = fused(cosine.of_last[i], last[k], value);
            }
            before[k] = y[k][kLanes - 2];
            last[k] = y[k][kLanes - 1];
        }
        for (std::size_t i = 0; i < kLanes; ++i) out[i] = y[0][i] + (y[1][i] + y[2][i]);
    }
};

}  // namespace

void blur_along(std::span<const float> in, std::span<float> out) {
    const auto width = static_cast<std::ptrdiff_t>(in.size());
    const auto sum_at = [&](std::ptrdiff_t n) {
        const float behind = n >= kBehind ? in[static_cast<std::size_t>(n - kBehind)] : 0.0F;
        const float ahead = n + kAhead < width ? in[static_cast<std::size_t>(n + kAhead)] : 0.0F;
        return behind + ahead;
    };
    // The first value of a leap is at a multiple of four for which there are six behind, and the
    // last at one for which there are four ahead.
    const std::ptrdiff_t first_leap = std::min<std::ptrdiff_t>(8, width);
    Along state;
    std::ptrdiff_t n = -kAhead;
    for (; n < 0; ++n) state.step(sum_at(n));
    for (; n < first_leap; ++n) out[static_cast<std::size_t>(n)] = state.step(sum_at(n));
    for (; n + 3 + kAhead < width; n += static_cast<std::ptrdiff_t>(kLanes)) {
        const float *behind = &in[static_cast<std::size_t>(n - kBehind)];
        const float *ahead = &in[static_cast<std::size_t>(n + kAhead)];
        std::array<float, kLanes> sums{};
        for (std::size_t i = 0; i < kLanes; ++i) sums[i] = behind[i] + ahead[i];
        state.leap(sums, &out[static_cast<std::size_t>(n)]);
    }
    for (; n < width; ++n) out[static_cast<std::size_t>(n)] = state.step(sum_at(n));
}

RecursiveGaussian::RecursiveGaussian(std::size_t width) : sums_(width), out_(width) {
    rows_.fill(std::vector<float>(width));
    histories_.fill({std::vector<float>(width), std::vector<float>(width)});
}

void RecursiveGaussian::push(std::span<const float> row) {
    blur_along(row, rows_[pushed_ % kRows]);
    advance();
}

void RecursiveGaussian::push_zeros() {
    std::ranges::fill(rows_[pushed_ % kRows], 0.0F);
    advance();
}

void RecursiveGaussian::advance() {
    // The slot that is filled next holds the row ten rows above the latest, or zeros.
    const std::vector<float> &entering = rows_[pushed_ % kRows];
    const std::vector<float> &leaving = rows_[(pushed_ + 1) % kRows];
    ++pushed_;
    const std::size_t width = out_.size();
    for (std::size_t x = 0; x < width; ++x) sums_[x] = leaving[x] + entering[x];
    for (std::size_t k = kCosines; k-- > 0;) {
        const Cosine &cosine = cosines()[k];
        const float gain = cosine.of_sum[0];
        const float turn = cosine.of_last[0];
        float *last = histories_[k].last.data();
        float *before = histories_[k].before.data();
        for (std::size_t x = 0; x < width; ++x) {
            const float y = fused(gain, sums_[x], fused(turn, last[x], -before[x]));
            before[x] = last[x];
            last[x] = y;
        }
    }
    for (std::size_t x = 0; x < width; ++x)
        out_[x] = histories_[0].last[x] + (histories_[1].last[x] + histories_[2].last[x]);
}

}  // namespace quant::cli::metrics
