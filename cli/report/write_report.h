// Writes and prints everything that `quant report` makes.
#pragma once

#include <string>

namespace quant::cli::report {

inline constexpr const char *kStandardOutput = "-";

struct WriteOptions {
    std::string folder;  // folder of the results; plots and summaries go there too
    std::string output;  // path of the page; empty for report.html in the folder, "-" for stdout
    bool force = false;  // overwrites files that are not from a report
    bool json = false;   // prints the summary as JSON instead of the path of the page
};

// Reads the results, writes the plots, the summaries and the page, and prints what the options ask
// for. Throws FailureOf and Interrupted.
void write_report(const WriteOptions &options);

}  // namespace quant::cli::report
