// Compares two results of `quant bench`: two machines, compilers or versions. Their runs are not
// pairs, as those of one invocation are, but the pictures are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/intervals.h"
#include "report/record_differences.h"
#include "results/read_results.h"

namespace quant::cli::report {

// The least change of a time that counts, unless the user gives another one.
inline constexpr double kChangeThreshold = 0.05;

// What the interval of a ratio of times tells.
enum class ChangeVerdict : std::uint8_t {
    slower,  // the whole interval is above the threshold: a regression
    faster,  // the ratio of A to B is
    alike,   // the whole interval lies within the threshold, in both directions
    unclear  // anything else, also a ratio without an interval
};

// `threshold` is the part by which the longer time exceeds the shorter one: 0.05 for 5 %.
ChangeVerdict change_verdict(const Interval &ratio, double threshold);
const char *name_of(ChangeVerdict verdict);

// The time of one task in both results.
struct TimeChange {
    std::string set;  // title of the data set
    results::Task task;
    std::size_t pictures = 0;  // that have the task in both results
    double seconds_a = 0;      // geometric mean over the pictures, see docs/report.md
    double seconds_b = 0;      // the same
    Interval ratio{};          // the time of B over that of A
    ChangeVerdict verdict = ChangeVerdict::unclear;
    unsigned used_a = 0, used_b = 0;  // most threads that worked; 0 if not known
};

// A picture and number of colors with which the two come to other results, in all of these tasks.
struct OtherResult {
    std::string set, image;
    std::vector<results::Task> tasks;
    double inertia_a = 0, inertia_b = 0;
    unsigned iterations_a = 0, iterations_b = 0;

    // Returns whether the results must be the same bits (docs/determinism.md). Those of `double`
    // need not be: each compiler may round sums in another order.
    bool must_agree() const;
};

// What one of the two has of a data set, and the other has not.
struct Unshared {
    bool is_in_a = true;
    std::string set;
    bool whole_set = false;
    std::vector<std::string> pictures;
    std::vector<results::Task> tasks;
};

// Pictures of the same name that have another size or other colors. They are not compared.
struct OtherPictures {
    std::string set;
    std::vector<std::string> names;
};

struct ResultComparison {
    const results::Results *a = nullptr, *b = nullptr;
    std::string name_a, name_b;  // of the folders
    double threshold = kChangeThreshold;
    std::vector<TimeChange> times;
    std::size_t compared_results = 0;  // inertia and iterations of a picture and task
    std::vector<OtherResult> other_results;
    std::vector<Unshared> unshared;
    std::vector<OtherPictures> other_pictures;
    std::vector<RecordDifference> differences;

    std::size_t count(ChangeVerdict verdict) const;
    // Returns the number of results that must be the same and are not.
    std::size_t wrong_results() const;
    bool has_regression() const { return count(ChangeVerdict::slower) > 0 || wrong_results() > 0; }
};

// Compares results, which must outlive the comparison.
ResultComparison compare_results(const results::Results &a, const results::Results &b,
                                 double threshold);

}  // namespace quant::cli::report
