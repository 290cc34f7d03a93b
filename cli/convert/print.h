// The results of `quant convert`, as lines for people and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "convert/convert_file.h"

namespace quant::cli {

// Returns one line about a file, for --verbose.
std::string describe(const FileResult &result);

// Returns a text such as "58 of 60 files converted, 2 failed".
std::string summarize(const std::vector<FileResult> &results, std::size_t inputs);

// Returns a line such as "metadata is not kept: EXIF of 3 files, text of 1 file"; empty if nothing
// is lost.
std::string describe_lost_metadata(const std::vector<FileResult> &results);

// Returns the object that --json prints. The order and the names of its fields must not change.
std::string to_json(const std::vector<FileResult> &results);

}  // namespace quant::cli
