// Computes rank correlation from ranks with ties, and fits Amdahl's law as a line through the
// origin.
#include "report/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace quant::cli::report {
namespace {

double quantile(const std::vector<double> &sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Returns the ranks of the values, from 0. Equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i)
            result[order[i]] = static_cast<double>(begin + end - 1) / 2;
    }
    return result;
}

}  // namespace

double mean(std::span<const double> values) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Quartiles quartiles(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values.front(), quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75),
            values.back()};
}

std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size() || x.size() < 3) return std::nullopt;
    const std::vector<double> a = ranks(x);
    const std::vector<double> b = ranks(y);
    const double center = static_cast<double>(x.size() - 1) / 2;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - center) * (b[i] - center);
        aa += (a[i] - center) * (a[i] - center);
        bb += (b[i] - center) * (b[i] - center);
    }
    if (aa == 0 || bb == 0) return std::nullopt;
    return ab / std::sqrt(aa * bb);
}

// With x = 1 - 1/p and y = 1/S - 1/p, the law becomes y = s x, a line through the origin.
std::optional<AmdahlFit> fit_amdahl(std::span<const ThreadSpeedUp> points) {
    AmdahlFit fit;
    std::vector<std::pair<double, double>> line;
    double xx = 0;
    double xy = 0;
    for (const ThreadSpeedUp &point : points) {
        if (point.threads < 2 || !(point.speed_up > 0)) continue;
        const double x = 1 - 1.0 / point.threads;
        const double y = 1 / point.speed_up - 1.0 / point.threads;
        line.emplace_back(x, y);
        xx += x * x;
        xy += x * y;
        fit.most_threads = std::max(fit.most_threads, point.threads);
    }
    if (line.empty()) return std::nullopt;
    fit.points = line.size();
    fit.serial = xy / xx;
    double squares = 0;
    for (const auto &[x, y] : line) squares += (y - fit.serial * x) * (y - fit.serial * x);
    const auto count = static_cast<double>(fit.points);
    fit.residual = std::sqrt(squares / count);
    if (fit.points > 1) fit.standard_error = std::sqrt(squares / (count - 1) / xx);
    return fit;
}

double amdahl_speed_up(double serial, double threads) {
    return 1 / (serial + (1 - serial) / threads);
}

double gustafson_speed_up(double serial, double threads) {
    return threads - serial * (threads - 1);
}

}  // namespace quant::cli::report
