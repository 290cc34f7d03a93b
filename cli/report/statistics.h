// Computes means, quartiles and rank correlation, and the laws of parallel speed-up by Amdahl and
// Gustafson.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace quant::cli::report {

// A value that is not known.
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double mean(std::span<const double> values);  // NaN if there are no values

struct Quartiles {
    double low = 0, first = 0, median = 0, third = 0, high = 0;
};

// Returns the quartiles, by linear interpolation between two values (type 7 of Hyndman and Fan).
// There must be at least one value.
Quartiles quartiles(std::vector<double> values);

// Returns Spearman's rank correlation, -1 to 1; nothing for fewer than three pairs or if one side
// does not vary.
std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y);

struct ThreadSpeedUp {
    unsigned threads = 0;
    double speed_up = 0;  // over one thread of the same engine
};

// Amdahl's law for the speed-up S with p threads, 1/S = s + (1 - s)/p, with the serial fraction s
// fitted by least squares on 1/S.
struct AmdahlFit {
    double serial = 0;                     // s; below 0 if threads gain more than their number
    double residual = 0;                   // root of the mean squared error of 1/S
    std::optional<double> standard_error;  // error of s; none for one point, which s fits exactly
    std::size_t points = 0;                // points with more than one thread
    unsigned most_threads = 0;
};

// Fits the law to the points. Points with one thread say nothing about s and are left out. Returns
// nothing if there are no others.
std::optional<AmdahlFit> fit_amdahl(std::span<const ThreadSpeedUp> points);

double amdahl_speed_up(double serial, double threads);
// Returns the speed-up by Gustafson's law: the work grows with the threads, and the serial time
// stays the same.
double gustafson_speed_up(double serial, double threads);

}  // namespace quant::cli::report
