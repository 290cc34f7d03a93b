// compose.h: what the report says, in which order. One function for each section.
#pragma once

#include "report/analysis.h"
#include "report/document.h"

namespace quant::cli::report {

Document compose(const Analysis &analysis);

Section brief_section(const Analysis &analysis);
Section set_section(const Analysis &analysis, const SetAnalysis &set);
Section amdahl_section(const Analysis &analysis);
Section gustafson_section(const Analysis &analysis);
Section overhead_section(const Analysis &analysis);
Section cost_section(const Analysis &analysis);
Section roofline_section(const Analysis &analysis);
Section published_section(const Analysis &analysis);
Section machine_section(const Analysis &analysis);

// Adds the findings where there are any.
void add_findings(Section &section, const std::string &title,
                  const std::vector<std::string> &sentences);

}  // namespace quant::cli::report
