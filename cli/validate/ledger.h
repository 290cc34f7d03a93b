// Records which checks were made and which of them failed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace quant::cli::validate {

enum class Check : std::size_t {
    paper,      // inertia of a parallel run against that of the sequential one, within 0.1 %
    bits,       // all results of a parallel run against the sequential ones, bit for bit
    reference,  // the sequential results against arithmetic in double
    precision,  // inertia against that of a run whose centroids are not rounded
    ending,     // the run ended when it had converged, or at the limit of iterations
    seeds,      // the seeds are drawn at random among the pixels
    doubles,    // the first iterations are as near to K-Means in doubles as rounding lets them be
    odd_sizes   // all of these with scaled copies of a picture; counts only, no findings
};
constexpr std::size_t kCheckCount = 8;
const char *name_of(Check check);

// One run of the library, or one iteration of it: the picture and the settings.
struct Run {
    std::string dataset;
    std::string image;
    std::string size;  // such as "149x151" if the image was scaled to it; empty if it was not
    unsigned colors = 0;
    std::string engine;
    unsigned threads = 0;
    std::string isa;
    unsigned iterations = 0;  // the run has at most this many
};

struct Finding {
    Run run;
    Check check = Check::paper;
    std::string what;
};

// Returns a line such as "K 8, openmp, 2 threads, AVX2, 20 iterations: bits: what", which begins
// with "scaled to 149x151, " if the image was. The caller names the image.
std::string describe(const Finding &finding);

struct Tally {
    std::uint64_t checks = 0;
    std::uint64_t failed = 0;
    double worst = 0;  // largest deviation, if the check has one
};

// The counts of one data set and number of colors.
struct Row {
    std::string dataset;
    unsigned colors = 0;
    std::uint64_t images = 0;
    std::array<Tally, kCheckCount> tallies;
    // For each image, how far the inertia of the library is above (or below, if negative) that of
    // K-Means in doubles from the same seeds, as a part of it.
    std::vector<double> above_doubles;

    std::uint64_t checks() const;
    std::uint64_t failed() const;
};

// Counts the checks and keeps the findings.
class Ledger {
public:
    // Calls on_finding with each finding as it is recorded.
    explicit Ledger(std::function<void(const Finding &)> on_finding)
        : on_finding_(std::move(on_finding)) {}

    // Counts one more image of a data set that was run with this number of colors.
    void count_image(const std::string &dataset, unsigned colors);

    // Records a check, which passed if `what` is empty. Checks of scaled copies are counted apart.
    void record(const Run &run, Check check, const std::string &what, double deviation = 0);

    // Adds to above_doubles.
    void record_trajectory(const Run &run, double above_doubles);

    const std::vector<Row> &rows() const { return rows_; }
    const std::vector<Finding> &findings() const { return findings_; }
    std::uint64_t checks() const;

private:
    Row &row_of(const std::string &dataset, unsigned colors);

    std::function<void(const Finding &)> on_finding_;
    std::vector<Row> rows_;  // in the order in which they were begun
    std::vector<Finding> findings_;
};

}  // namespace quant::cli::validate
