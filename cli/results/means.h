// From measurements to the published table: means over pictures of the mean of the runs.
#pragma once

#include <span>
#include <vector>

#include "results/measurements.h"
#include "results/plan.h"
#include "results/table.h"

namespace quant::cli::results {

// NaN where there are too few values, as for the deviation of one.
Spread spread_of(std::span<const double> values);

// Returns one row for each K and number of threads of the plan; NaN where there are no
// measurements. `images` must come from whole_runs().
std::vector<Row> rows_of(const Plan &plan, const std::vector<ImageMeasurements> &images,
                         quant_engine parallel);

}  // namespace quant::cli::results
