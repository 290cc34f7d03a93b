// Prints how two results of `quant bench` compare.
#pragma once

#include <string>

#include "report/compare_results.h"

namespace quant::cli::report {

struct CompareFoldersOptions {
    std::string a, b;  // the folders
    double threshold = kChangeThreshold;
    bool json = false;  // prints JSON instead of Markdown
};

// Reads both results, writes nothing into their folders, and prints the comparison. Returns in
// words what has become worse; nothing if there is no regression. Throws FailureOf, also if the two
// have nothing in common.
std::string print_comparison(const CompareFoldersOptions &options);

}  // namespace quant::cli::report
