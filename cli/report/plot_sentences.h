// Says in one sentence what a plot shows. Each returns an empty text for a plot without data.
#pragma once

#include <string>
#include <vector>

#include "report/analysis.h"

namespace quant::cli::report {

std::string speed_up_sentence(const std::vector<Scaling> &all, const Processor &processor);
std::string published_efficiency_sentence(const std::vector<Scaling> &all);
std::string own_speed_up_sentence(const std::vector<Scaling> &all, const Processor &processor);
std::string efficiency_sentence(const std::vector<Scaling> &all, const Processor &processor);
std::string time_sentence(const std::vector<Scaling> &all, const Processor &processor);
std::string pictures_sentence(const SetAnalysis &set, results::Engine engine,
                              const Processor &processor);
std::string sets_sentence(const std::vector<const SetAnalysis *> &sets, const Processor &processor);

}  // namespace quant::cli::report
