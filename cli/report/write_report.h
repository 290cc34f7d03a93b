// The files that `quant report` writes.
#pragma once

#include <string>

namespace quant::cli::report {

inline constexpr const char *standard_output = "-";

struct WriteOptions {
    std::string folder;  // of the results; plots and summaries go there too
    std::string output;  // the page; empty: report.html in the folder; "-": standard output
    bool force = false;  // overwrites files that are no report
    bool json = false;   // prints the summary as JSON, and not where the page is
};

// Reads the results, writes plots, summaries and page, and prints what the options ask for. Throws
// FailureOf and Interrupted.
void write_report(const WriteOptions &options);

}  // namespace quant::cli::report
