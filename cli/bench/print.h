// print.h: the summary on standard output.
#pragma once

#include <string>

#include "bench/record.h"

namespace quant::cli::bench {

std::string to_table(const Record &record);
std::string to_json(const Record &record);

}  // namespace quant::cli::bench
