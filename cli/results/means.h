// Turns measurements into the rows of the published table: means over the pictures of the means
// over their runs.
#pragma once

#include <span>
#include <vector>

#include "results/measurements.h"
#include "results/plan.h"
#include "results/table.h"

namespace quant::cli::results {

// Returns the mean and the deviation; NaN if there are too few values, as for the deviation of one.
Spread spread_of(std::span<const double> values);

// Returns one row for each K and number of threads of the plan, with NaN where measurements are
// missing. The times of `sequential` are those of the invocations that measured the other engine
// too. `images` must come from keep_whole_runs().
std::vector<Row> rows_of(const Plan &plan, const std::vector<ImageMeasurements> &images,
                         Engine parallel);

// Returns the rows of every K and number of threads that was measured with this engine.
std::vector<Row> rows_of(const std::vector<ImageMeasurements> &images, Engine parallel);

}  // namespace quant::cli::results
