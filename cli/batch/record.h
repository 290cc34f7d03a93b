// The result for one file, as a line for people and as JSON for programs.
#pragma once

#include <string>

#include "convert/convert_file.h"

namespace quant::cli {

// Returns one line about a file that has not failed, for --verbose and --dry-run.
std::string describe(const FileResult &result);

// Returns a JSON object in one line, with a line end. The order and the names of its fields must
// not change; new ones come last.
std::string json_line(const FileResult &result);

// Returns the same object as an element of the array of --json: indented, and without a line end.
std::string json_item(const FileResult &result);

// Return what --json prints before the first element and after the last one, and what it prints if
// there are none.
std::string json_array_begin();
std::string json_array_end();
std::string json_empty_array();

}  // namespace quant::cli
