// Everything that a folder of results holds, as it is: nothing is computed here.
#pragma once

#include <string>
#include <vector>

#include "results/record.h"
#include "results/table.h"

namespace quant::cli::results {

struct PictureFile {
    std::string path;
    unsigned colors = 0;  // 0: the original
};

// A data set with all its files.
struct DataSet : SetResult {
    std::string title;                  // the name to show: UTF-8 without control characters
    std::vector<Row> openmp, cells;     // by K, then threads
    std::vector<PictureFile> pictures;  // the original first, then by K
};

struct Results {
    Record record;                     // its sets have no measurements
    std::vector<DataSet> sets;         // those that have some
    std::vector<std::string> missing;  // sentences: what the folder does not have
};

// Throws FailureOf for a file that is not what quant bench writes, and for a folder without any.
Results read_results(const std::string &folder);

}  // namespace quant::cli::results
