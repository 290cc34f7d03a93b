// Lists what differs between the machines, programs, conditions and options of two results.
#pragma once

#include <string>
#include <vector>

#include "results/record.h"

namespace quant::cli::report {

// A value that is another one in the two records. It is empty where it is not known.
struct RecordDifference {
    std::string what;  // "Compiler"
    std::string a, b;
};

std::vector<RecordDifference> differences_of(const results::Record &a, const results::Record &b);

}  // namespace quant::cli::report
