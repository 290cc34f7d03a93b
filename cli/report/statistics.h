// statistics.h: means, quartiles, and the two laws of parallel speed-up.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace quant::cli::report {

double mean(std::span<const double> values);  // NaN of none

struct Quartiles {
    double low = 0, first = 0, median = 0, third = 0, high = 0;
};

// Between two values by linear interpolation (type 7 of Hyndman and Fan). Of at least one value.
Quartiles quartiles(std::vector<double> values);

// Spearman's rank correlation, -1 to 1; none below three pairs or where one side does not vary.
std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y);

struct ThreadSpeedUp {
    unsigned threads = 0;
    double speed_up = 0;  // over one thread of the same engine
};

// 1/S = s + (1 - s)/p, s by least squares on 1/S.
struct AmdahlFit {
    double serial = 0;                     // s; below 0 where threads gain more than their number
    double residual = 0;                   // root of the mean squared error of 1/S
    std::optional<double> standard_error;  // of s; none of one point, which every s would meet
    std::size_t points = 0;                // with more than one thread
    unsigned most_threads = 0;
};

// Points of one thread say nothing and are left out. None without others.
std::optional<AmdahlFit> fit_amdahl(std::span<const ThreadSpeedUp> points);

double amdahl_speed_up(double serial, double threads);
// Gustafson: the work grows with the threads, and the serial time stays.
double gustafson_speed_up(double serial, double threads);
// The same where the work grows by some factor, whatever the threads: Amdahl's law is growth 1.
double scaled_speed_up(double serial, double growth, double threads);

}  // namespace quant::cli::report
