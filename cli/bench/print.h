// print.h: the summary on standard output.
#ifndef QUANT_CLI_BENCH_PRINT_H
#define QUANT_CLI_BENCH_PRINT_H

#include <string>

#include "bench/record.h"

namespace quant::cli::bench {

std::string to_table(const Record &record);
std::string to_json(const Record &record);

}  // namespace quant::cli::bench
#endif
