// `quant validate` over all pictures of all sets.
#pragma once

#include <cstddef>
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
    // Refers to all three, which must outlive it.
    Validation(const ValidationOptions &options, const std::vector<Dataset> &sets,
               Decoder &decoder);

    // Names failed checks on standard error as they come. Throws Interrupted.
    void run();

    // Prints the table or the JSON object. Returns true if everything was checked and right.
    bool print(bool complete);

private:
    void check(const Dataset &set, const Entry &entry);

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
