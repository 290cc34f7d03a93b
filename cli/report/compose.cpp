// Puts the sections in order, and composes the first one: the best configuration of each data set.
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

// Returns a text such as "cells with 4 and 8 threads and openmp with 8 threads".
std::string contenders_text(std::span<const Contender> all) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto same_engine = [&](const Contender &c) { return c.engine == all[i].engine; };
        if (std::find_if(all.begin(), all.end(), same_engine) - all.begin() <
            static_cast<std::ptrdiff_t>(i))
            continue;
        std::vector<unsigned> threads;
        for (const Contender &contender : all)
            if (same_engine(contender)) threads.push_back(contender.threads);
        std::sort(threads.begin(), threads.end());
        texts.push_back(std::string(name_of(all[i].engine)) + " with " + list_text(threads) +
                        (threads == std::vector<unsigned>{1} ? " thread" : " threads"));
    }
    return texts.empty() ? std::string(kNoValue) : list_text(texts);
}

std::string measured_text(const SetAnalysis &set) {
    if (!set.size) return std::string(kNoValue);
    std::string text = std::to_string(set.size->images);
    if (set.set->available && *set.set->available > set.size->images)
        text += " of " + std::to_string(*set.set->available);
    return text;
}

}  // namespace

void add_findings(Section &section, const std::string &title,
                  const std::vector<std::string> &sentences) {
    if (!sentences.empty()) section.blocks.emplace_back(Findings{title, sentences});
}

Section brief_section(const Analysis &analysis) {
    Section section{"brief", "In brief", {}};
    Table table;
    table.title = "Best configuration of each set";
    table.columns = {"Set",
                     "K",
                     "Fastest",
                     "Perhaps as fast",
                     "Pictures",
                     "Time per picture",
                     "Speed-up over sequential"};
    table.text_columns = 4;
    std::vector<Remark> unclear;
    for (const SetAnalysis &set : analysis.sets)
        for (const unsigned k : set.colors()) {
            const std::vector<Contender> best = set.best(k);
            if (best.size() > 1)
                unclear.push_back(
                    {set.title(), k,
                     "which configuration is the fastest cannot be told: " +
                         why_unclear(set.compare({k, best[1].engine, best[1].threads},
                                                 {k, best[0].engine, best[0].threads}))});
            const std::span all(best);
            table.rows.push_back({set.title(), std::to_string(k), contenders_text(all.first(1)),
                                  contenders_text(all.subspan(1)), measured_text(set),
                                  seconds_text(best[0].seconds), significant(best[0].speed_up)});
        }
    table.note =
        "Time of the K-Means alone, without reading and writing files: mean over the "
        "pictures of the mean of the runs. Two configurations count as different only if the 95 % "
        "interval of the ratio of their paired times does not include 1.";
    section.blocks.emplace_back(std::move(table));
    std::vector<std::string> sentences;
    for (const SetAnalysis &set : analysis.sets)
        if (set.set->synthetic)
            sentences.push_back("Data set " + set.set->title +
                                " is synthetic: made by quant, no photographs.");
    for (std::string &text : disturbances(analysis.results->record, analysis.processor))
        sentences.push_back(std::move(text));
    for (std::string &text : merged(unclear)) sentences.push_back(std::move(text));
    for (const std::string &missing : analysis.results->missing) sentences.push_back(missing);
    add_findings(section, "", sentences);
    return section;
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
    for (const auto &section :
         {doubles_section, published_section, outliers_section, machine_section})
        add(section(analysis));
    // The ids of data sets are numbers, because their names may contain any characters.
    std::size_t number = 0;
    for (Section &section : document.sections)
        if (section.id.empty()) section.id = "set-" + std::to_string(++number);
    return document;
}

}  // namespace quant::cli::report
