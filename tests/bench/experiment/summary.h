// Writes what was measured as Markdown, for people who run the program.
#pragma once

#include <string>
#include <vector>

#include "results/extras.h"
#include "variants.h"

namespace quant::experiment {

// Returns tables of medians, with quartiles over the pictures and runs.
std::string variants_summary(const std::vector<quant::cli::results::VariantRun> &runs,
                             const std::vector<Variant> &variants);
std::string seeds_summary(const std::vector<quant::cli::results::SeedRun> &runs);
std::string phases_summary(const std::vector<quant::cli::results::PhaseTime> &times);

}  // namespace quant::experiment
