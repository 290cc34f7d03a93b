// NAME.csv and NAME-cells.csv: the published table, a row for each K and number of threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::results {

// Seconds; NaN where nothing was measured.
struct Spread {
    double mean = 0;
    double deviation = 0;  // standard deviation of a sample, over n - 1
};

struct Row {
    unsigned colors = 0;
    unsigned threads = 0;
    Spread sequential;   // T. Seq, Std. Seq: means over the pictures of the mean and of the
    Spread parallel;     // deviation of the runs of each; T. Par, Std. Par likewise
    double inertia = 0;  // mean over the pictures

    double speed_up() const { return sequential.mean / parallel.mean; }
    double efficiency() const { return speed_up() / threads; }
};

// K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia
std::string table_csv(const std::vector<Row> &rows);

// Reads such a table, by K and then threads, without the rows that an interrupted run only began.
// Throws Failure.
std::vector<Row> parse_table(std::string_view csv);

}  // namespace quant::cli::results
