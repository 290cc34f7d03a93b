// Opens the input files that the user names.
#pragma once

#include <string>

#include "base/fd.h"

namespace quant::cli {

// Opens a regular file. For "-", returns a memory file with all of standard input. Throws Failure
// and Interrupted.
Fd open_file(const std::string &name);

}  // namespace quant::cli
