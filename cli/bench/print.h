// Writes the summary that `quant bench` prints: a table for people, or JSON for programs.
#pragma once

#include <string>

#include "results/record.h"

namespace quant::cli::bench {

std::string to_table(const results::Record &record);
std::string to_json(const results::Record &record);

}  // namespace quant::cli::bench
