// Reads everything in a folder of results, and computes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/extras.h"
#include "results/record.h"
#include "results/table.h"
#include "results/validation.h"

namespace quant::cli::results {

struct PictureFile {
    std::string path;
    unsigned colors = 0;  // 0 for the original
};

// A data set with all its files.
struct DataSet : SetResult {
    std::string title;  // name to show: UTF-8 without control characters
    // Sorted by K, then threads: computed from the measurements if there are any, which are whole
    // runs, and otherwise as the tables have them.
    std::vector<Row> openmp, cells;
    std::vector<PictureFile> pictures;  // the original first, the others sorted by K
};

struct Results {
    Record record;              // its data sets have no measurements
    std::vector<DataSet> sets;  // the data sets that have measurements or a table
    Extras extras;              // what other programs measured, as far as it is there
    std::optional<Validation> validation;
    std::vector<std::string> missing;  // sentences that say what the folder lacks
};

// Returns the results. Throws FailureOf if a file is not as `quant bench` writes it, or if the
// folder has no results.
Results read_results(const std::string &path);

}  // namespace quant::cli::results
