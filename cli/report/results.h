// results.h: the folder that quant bench filled, as it is: nothing is computed here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/machine.h"

namespace quant::cli::report {

// A row of NAME.csv or NAME-cells.csv. Seconds and figures are NaN where not measured.
struct Row {
    unsigned k = 0;
    unsigned threads = 0;
    double sequential = 0, sequential_spread = 0;  // T. Seq, Std. Seq
    double parallel = 0, parallel_spread = 0;      // T. Par, Std. Par
    double speed_up = 0, efficiency = 0;           // over sequential, and that over the threads
    double inertia = 0;
};

// A row of NAME-samples.csv: one measurement.
struct Sample {
    std::string image;
    std::uint64_t width = 0, height = 0, unique_colors = 0;
    unsigned k = 0;
    std::string engine;
    unsigned threads = 0;
    std::uint64_t run = 0;
    double seconds = 0;
    std::uint64_t iterations = 0;
    double inertia = 0;      // NaN: not known
    double evaluations = 0;  // scores of a color and a centroid; NaN: not known

    double pixels() const { return static_cast<double>(width) * static_cast<double>(height); }
};

struct PictureFile {
    std::string path;
    unsigned k = 0;  // 0: the original
};

struct DataSet {
    std::string name;   // as in the names of its files, which may be any bytes
    std::string title;  // the same to show: UTF-8 without control characters
    bool synthetic = false;
    std::optional<std::uint64_t> available;  // pictures in the folder
    std::vector<FailedFile> failed;
    bool complete = true;
    std::vector<Row> openmp, cells;  // by K, then threads
    std::vector<Sample> samples;
    std::vector<PictureFile> pictures;  // the original first, then by K
};

struct Results {
    Machine machine;
    std::vector<DataSet> sets;
    std::vector<std::string> missing;  // sentences: what the folder does not have
};

std::vector<Row> parse_rows(std::string_view csv);        // throws Failure
std::vector<Sample> parse_samples(std::string_view csv);  // throws Failure

// Throws FailureOf for a file that is not what quant bench writes, and for a folder without any.
Results read_results(const std::string &folder);

}  // namespace quant::cli::report
