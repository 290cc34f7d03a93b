// text_file.h: reads a whole file.
#pragma once

#include <string>

namespace quant::cli {

std::string read_text_file(const std::string &path);  // throws FailureOf

}  // namespace quant::cli
