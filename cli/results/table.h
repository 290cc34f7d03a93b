// Holds the published table, one row for each K and number of threads, and converts it to and from
// NAME.csv and NAME-cells.csv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::results {

// A mean and a deviation, in seconds; NaN if nothing was measured.
struct Spread {
    double mean = 0;
    double deviation = 0;  // standard deviation, with the divisor n - 1
};

// A row of the table. Its times are means over the pictures of the mean and of the deviation of the
// runs of each picture.
struct Row {
    unsigned colors = 0;
    unsigned threads = 0;
    Spread sequential;   // columns T. Seq and Std. Seq
    Spread parallel;     // columns T. Par and Std. Par
    double inertia = 0;  // mean over the pictures

    double speed_up() const { return sequential.mean / parallel.mean; }
    double efficiency() const { return speed_up() / threads; }
};

// Returns the table with the header K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia.
std::string table_csv(const std::vector<Row> &rows);

// Reads a table and sorts it by K, then threads. Leaves out rows without a parallel time, as an
// interrupted run writes them. Throws Failure.
std::vector<Row> parse_table(std::string_view csv);

}  // namespace quant::cli::results
