// Opens what the user named.
#pragma once

#include <string>

#include "base/fd.h"

namespace quant::cli {

// "-" is standard input, read to its end into memory. Throws Failure and Interrupted.
Fd open_file(const std::string &name);

}  // namespace quant::cli
