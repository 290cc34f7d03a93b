// Estimates how long a benchmark will take.
#pragma once

#include <optional>
#include <vector>

#include "dataset/dataset.h"
#include "io/decoder.h"
#include "results/record.h"

namespace quant::cli::bench {

// Returns the seconds that are to be expected for everything that the record does not have yet, by
// a few runs on up to three pictures of each set; nothing if none of these can be read. Takes a few
// seconds. Throws Interrupted, and FailureOf if threads cannot be had.
std::optional<double> forecast(const results::Record &record, const std::vector<Dataset> &sets,
                               Decoder &decoder);

}  // namespace quant::cli::bench
