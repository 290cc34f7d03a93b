// Puts the sections in order.
#include "report/compose.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "report/conditions.h"
#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

std::string subtitle(const Record &record) {
    const Machine &machine = record.machine;
    std::vector<std::string> parts;
    if (!machine.cpu.empty()) parts.push_back(machine.cpu);
    if (machine.cores > 0)
        parts.push_back(count_text(machine.cores, "core") + ", " +
                        count_text(machine.threads, "thread"));
    if (!record.date.empty()) parts.push_back(record.date);
    if (!record.version.empty()) parts.push_back("quant " + record.version);
    std::string text;
    for (const std::string &part : parts) text += (text.empty() ? "" : " · ") + part;
    return text;
}

}  // namespace

void add_findings(Section &section, const std::string &title,
                  const std::vector<std::string> &sentences) {
    if (!sentences.empty()) section.blocks.emplace_back(Findings{title, sentences});
}

Document compose(const Analysis &analysis) {
    Document document;
    document.title = "K-Means color quantization: sequential against parallel";
    document.subtitle = subtitle(analysis.results->record);
    document.sections.push_back(brief_section(analysis));
    for (const SetAnalysis &set : analysis.sets)
        document.sections.push_back(set_section(analysis, set));
    const auto add = [&](Section section) {
        if (!section.blocks.empty()) document.sections.push_back(std::move(section));
    };
    for (const auto &section :
         {amdahl_section, gustafson_section, overhead_section, cost_section, roofline_section})
        add(section(analysis));
    for (Section &section : experiment_sections(analysis)) add(std::move(section));
    for (const auto &section : {validation_section, doubles_section, published_section,
                                outliers_section, machine_section})
        add(section(analysis));
    // The ids of data sets are numbers, because their names may contain any characters.
    std::size_t number = 0;
    for (Section &section : document.sections)
        if (section.id.empty()) section.id = "set-" + std::to_string(++number);
    return document;
}

}  // namespace quant::cli::report
