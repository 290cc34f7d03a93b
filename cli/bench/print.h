// print.h: the summary on standard output.
#pragma once

#include <string>

#include "results/record.h"

namespace quant::cli::bench {

std::string to_table(const results::Record &record);
std::string to_json(const results::Record &record);

}  // namespace quant::cli::bench
