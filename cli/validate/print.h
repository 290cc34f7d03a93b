// The result of `quant validate`, as a table for people and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "validate/experiment.h"
#include "validate/ledger.h"

namespace quant::cli::validate {

struct Unreadable {
    std::string dataset;
    std::string image;
    std::string what;
};

struct Report {
    const std::vector<Dataset> &sets;
    const Plan &plan;
    const Ledger &ledger;
    const std::vector<Unreadable> &unreadable;
    double seconds = 0;
    bool complete = true;  // false if a signal ended the run early
};

// Returns true if the run is complete, checks were made, and none of them failed.
bool passed(const Report &report);

std::string to_table(const Report &report);
std::string to_json(const Report &report);

}  // namespace quant::cli::validate
