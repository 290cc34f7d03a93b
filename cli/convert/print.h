// convert_report.h: what convert says about its files, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "convert/convert_file.h"

namespace quant::cli {

// One line, for --verbose.
std::string describe(const FileResult &result);

// "58 of 60 files converted, 2 failed".
std::string summarize(const std::vector<FileResult> &results, std::size_t inputs);

// The object that --json prints; the order and the names of its fields are a contract.
std::string to_json(const std::vector<FileResult> &results);

}  // namespace quant::cli
