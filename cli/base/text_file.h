// Reads a whole text file.
#pragma once

#include <string>

namespace quant::cli {

// Returns the contents of a file, or of standard input for "-". Throws FailureOf and Interrupted.
std::string read_text_file(const std::string &path);

}  // namespace quant::cli
