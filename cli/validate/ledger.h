// ledger.h: what was checked, and what was found wrong.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace quant::cli::validate {

enum class Check : std::size_t {
    paper,      // the inertia of a parallel run against that of the sequential one, within 0.1 %
    bits,       // all of its results, bit for bit
    reference,  // the sequential results against arithmetic in doubles
    precision   // the inertia against that of a run whose centroids are not rounded
};
constexpr std::size_t check_count = 4;
const char *name_of(Check check);

// One run of the library, or one iteration of it.
struct Run {
    std::string dataset;
    std::string image;
    unsigned colors = 0;
    std::string engine;
    unsigned threads = 0;
    std::string isa;
    unsigned iterations = 0;  // at most
};

struct Finding {
    Run run;
    Check check = Check::paper;
    std::string what;
};

// "K 8, openmp, 2 threads, AVX2, 20 iterations: what"; the image is named apart.
std::string describe(const Finding &finding);

struct Tally {
    std::uint64_t checks = 0;
    std::uint64_t failed = 0;
    double worst = 0;  // deviation, where the check has one
};

// Of one data set and number of colors.
struct Row {
    std::string dataset;
    unsigned colors = 0;
    std::uint64_t images = 0;
    std::array<Tally, check_count> tallies;

    std::uint64_t checks() const;
    std::uint64_t failed() const;
};

class Ledger {
public:
    // on_finding is called with each as it comes.
    explicit Ledger(std::function<void(const Finding &)> on_finding)
        : on_finding_(std::move(on_finding)) {}

    // One more image of a set was worked through with so many colors.
    void count_image(const std::string &dataset, unsigned colors);

    // Passed, if `what` is empty.
    void record(const Run &run, Check check, const std::string &what, double deviation = 0);

    const std::vector<Row> &rows() const { return rows_; }
    const std::vector<Finding> &findings() const { return findings_; }
    std::uint64_t checks() const;

private:
    Row &row_of(const std::string &dataset, unsigned colors);

    std::function<void(const Finding &)> on_finding_;
    std::vector<Row> rows_;  // in the order in which they began
    std::vector<Finding> findings_;
};

}  // namespace quant::cli::validate
