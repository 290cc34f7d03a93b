// Runs `quant validate` over all pictures of all data sets.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/stopwatch.h"
#include "base/terminal.h"
#include "dataset/dataset.h"
#include "io/decoder.h"
#include "validate/experiment.h"
#include "validate/ledger.h"
#include "validate/print.h"

namespace quant::cli::validate {

struct ValidationOptions {
    Plan plan;
    bool json = false;
    bool quiet = false;
};

class Validation {
public:
    // All three arguments must outlive the object, which refers to them.
    Validation(const ValidationOptions &options, const std::vector<Dataset> &sets,
               Decoder &decoder);

    // Reports failed checks on standard error as they come. Throws Interrupted.
    void run();

    // Prints the table or the JSON object. Returns true if the run is complete and no check failed.
    bool print(bool complete);

    // Returns the JSON object that print() prints, and what it returns.
    std::string json(bool complete) const;
    bool has_passed(bool complete) const;

private:
    Report report(bool complete) const;
    // Returns whether the picture could be read.
    bool check(const Dataset &set, const Entry &entry, bool in_odd_sizes);

    const ValidationOptions &options_;
    const std::vector<Dataset> &sets_;
    Decoder &decoder_;
    ProgressLine progress_;
    Ledger ledger_;
    std::vector<Unreadable> unreadable_;
    std::size_t done_ = 0;
    Stopwatch stopwatch_;
};

}  // namespace quant::cli::validate
