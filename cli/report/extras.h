// Computes what the report says of variants of the engine `openmp`, of seeds, of the phases of
// threads, and of projections.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/intervals.h"
#include "results/extras.h"

namespace quant::cli::report {

// The thresholds at which the sentences of these sections are chosen.
inline constexpr double kLossThreshold = 0.05;  // share of the time that is not work
inline constexpr std::size_t kFewSizes = 4;  // with more sizes, pictures are not told apart by size
inline constexpr double kProjectionError = 0.1;  // largest error of a projection that is met

// Returns "slower", "faster" or "cannot be told" of a ratio of times: it can be told if the
// interval does not contain 1.
std::string verdict(const Interval &ratio);

// A variant against the one from which it differs in one thing, over pictures of one size.
struct VariantComparison {
    std::string variant, reference;  // no reference for the first variant
    std::string size;                // "150 × 150", or "all sizes"
    unsigned k = 0;
    unsigned threads = 0;
    double seconds = 0;                 // median over pictures and runs
    Interval ratio{};                   // of the times of the same picture and run
    double instructions_per_cycle = 0;  // median; NaN if it was not counted
    double bytes_per_second = 0;        // estimated from cache misses; NaN if they were not counted
    double joules = 0;                  // median; NaN if they were not measured
};
// Returns the comparisons sorted by variant, size, threads and K.
std::vector<VariantComparison> compare_variants(const std::vector<results::VariantRun> &runs);

// What the start changes, over pictures of one size.
struct StartEffect {
    std::string size;
    unsigned k = 0;
    std::size_t pictures = 0;
    std::size_t seeds = 0;  // the most of a picture
    unsigned fewest_iterations = 0, most_iterations = 0;
    // The worst start over the best one: medians over the pictures, and the largest one.
    double inertia = 0, largest_inertia = 0, seconds = 0;
};
// Returns the effects sorted by size and K. Pictures with one seed are left out.
std::vector<StartEffect> start_effects(const std::vector<results::SeedRun> &runs);

// Where the time of threads goes: medians over pictures and runs. The shares are those of the time
// of all threads together, from the begin of a run to its end, and add up to about 1.
struct ThreadUse {
    std::string size;
    unsigned k = 0;
    unsigned threads = 0;
    double assign = 0, update = 0, map = 0, wait = 0, serial = 0;
    double imbalance = 0;  // the work of the slowest thread over the mean work

    double lost() const { return wait + serial; }
};
// Returns the uses sorted by size, threads and K. Runs without all threads are left out.
std::vector<ThreadUse> thread_uses(const std::vector<results::PhaseTime> &times);

// Projected and measured speed-up over pictures of one size.
struct ProjectedSpeedUp {
    std::string size, engine;
    unsigned k = 0;
    unsigned threads = 0;
    double serial = 0;     // median share of the time that is not shared out
    double projected = 0;  // geometric mean
    double measured = 0;   // geometric mean; NaN if it was not measured
    Interval check{};      // measured over projected
};
// Returns the speed-ups sorted by size, engine, threads and K.
std::vector<ProjectedSpeedUp> projected_speed_ups(const std::vector<results::Projection> &lines);

}  // namespace quant::cli::report
