// text_file.h: reads a whole file.
#ifndef QUANT_CLI_TEXT_FILE_H
#define QUANT_CLI_TEXT_FILE_H

#include <string>

namespace quant::cli {

std::string read_text_file(const std::string &path);  // throws FailureOf

}  // namespace quant::cli
#endif
