// report.h: the ledger as a table for people and as JSON for programs.
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
    bool complete = true;  // not ended early by a signal
};

// Everything was done, something was checked, and nothing was found.
bool passed(const Report &report);

std::string to_table(const Report &report);
std::string to_json(const Report &report);

}  // namespace quant::cli::validate
