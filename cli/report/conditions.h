// Judges the state of the machine during the measurements.
#pragma once

#include <string>
#include <vector>

#include "report/document.h"
#include "report/scaling.h"
#include "results/record.h"

namespace quant::cli::report {

// The shares of the processors' time at which others disturb the measurements.
inline constexpr double kBusyThreshold = 0.05;    // other programs
inline constexpr double kStolenThreshold = 0.02;  // other machines of the same hypervisor

// Returns the sentences that belong at the top of the page: what disturbed the measurements.
std::vector<std::string> disturbances(const results::Record &record, const Processor &processor);

// Returns a table with a column for each invocation.
Table conditions_table(const results::Record &record);

}  // namespace quant::cli::report
