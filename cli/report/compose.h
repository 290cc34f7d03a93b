// Composes the report from the analysis: the order of the sections, and one function for each.
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
// These three are empty if there is nothing to say.
Section validation_section(const Analysis &analysis);
Section doubles_section(const Analysis &analysis);
Section outliers_section(const Analysis &analysis);
Section machine_section(const Analysis &analysis);
// Returns the sections on variants, seeds, phases and projections, as far as they were measured.
std::vector<Section> experiment_sections(const Analysis &analysis);

// Adds a block with the sentences, unless there are none.
void add_findings(Section &section, const std::string &title,
                  const std::vector<std::string> &sentences);

}  // namespace quant::cli::report
