// Reads the names in a list of files.
#pragma once

#include <functional>
#include <string>

namespace quant::cli {

using TakeName = std::function<void(const std::string &name)>;

// Passes on each name of a list: a line without its end, LF or CR LF, or, if `null_separated`, what
// ends in a NUL. Leaves out empty names. "-" is standard input. Throws FailureOf for a list that
// cannot be read, UsageError for one with a NUL in a line, and Interrupted.
void read_name_list(const std::string &list, bool null_separated, const TakeName &take);

}  // namespace quant::cli
