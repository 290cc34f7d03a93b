// compose.cpp: the order of the sections, and what comes first: the best of each set.
#include "report/compose.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/format.h"

namespace quant::cli::report {
namespace {

std::string subtitle(const Machine &machine) {
    std::vector<std::string> parts;
    if (!machine.cpu.empty()) parts.push_back(machine.cpu);
    if (machine.cores > 0)
        parts.push_back(count_text(machine.cores, "core") + ", " +
                        count_text(machine.threads, "thread"));
    if (!machine.date.empty()) parts.push_back(machine.date);
    if (!machine.version.empty()) parts.push_back("quant " + machine.version);
    std::string text;
    for (const std::string &part : parts) text += (text.empty() ? "" : " · ") + part;
    return text;
}

std::string contender_text(const Contender &contender) {
    return contender.engine + ", " + count_text(contender.threads, "thread");
}

std::string measured_text(const SetAnalysis &set) {
    if (!set.size) return std::string(no_value);
    std::string text = std::to_string(set.size->images);
    if (set.set->images && *set.set->images > set.size->images)
        text += " of " + std::to_string(*set.set->images);
    return text;
}

}  // namespace

void add_findings(Section &section, const std::string &title,
                  const std::vector<std::string> &sentences) {
    if (!sentences.empty()) section.blocks.emplace_back(Findings{title, sentences});
}

double mean_seconds(const SetAnalysis &set, const std::string &engine, unsigned k,
                    unsigned threads) {
    std::vector<double> seconds;
    for (const ImageTime &time : set.times)
        if (time.engine == engine && time.k == k && time.threads == threads)
            seconds.push_back(time.seconds);
    return mean(seconds);
}

Section brief_section(const Analysis &analysis) {
    Section section{"brief", "In brief", {}};
    Table table;
    table.title = "Best configuration of each set";
    table.columns = {"Set", "Fastest",          "Also, within the spread", "Pictures",
                     "K",   "Time per picture", "Speed-up over sequential"};
    table.text_columns = 3;
    std::vector<std::string> unclear;
    for (const SetAnalysis &set : analysis.sets)
        for (const unsigned k : set.colors()) {
            const std::vector<Contender> best = set.best(k);
            std::vector<std::string> others;
            for (std::size_t i = 1; i < best.size(); ++i) others.push_back(contender_text(best[i]));
            if (!others.empty()) unclear.push_back(set.title() + ", K = " + std::to_string(k));
            table.rows.push_back({set.title(), contender_text(best[0]),
                                  others.empty() ? std::string(no_value) : list_text(others),
                                  measured_text(set), std::to_string(k),
                                  seconds_text(best[0].seconds), significant(best[0].speed_up)});
        }
    table.note =
        "Time of the K-Means alone, without reading and writing files: mean over the "
        "pictures of the mean of the runs. Two times count as different only if they "
        "differ by more than the root of the sum of their squared standard deviations.";
    section.blocks.emplace_back(std::move(table));
    std::vector<std::string> sentences;
    for (const SetAnalysis &set : analysis.sets)
        if (set.set->synthetic)
            sentences.push_back("Data set " + set.set->title +
                                " is synthetic: made by quant, no photographs.");
    if (!unclear.empty())
        sentences.push_back("Which configuration is the fastest cannot be told for " +
                            list_text(unclear) +
                            ": the spread of the runs is larger than the difference.");
    for (const std::string &missing : analysis.results->missing) sentences.push_back(missing);
    add_findings(section, "", sentences);
    return section;
}

Document compose(const Analysis &analysis) {
    Document document;
    document.title = "K-Means color quantization: sequential against parallel";
    document.subtitle = subtitle(analysis.results->machine);
    document.sections.push_back(brief_section(analysis));
    for (const SetAnalysis &set : analysis.sets)
        document.sections.push_back(set_section(analysis, set));
    for (const auto &section : {amdahl_section, gustafson_section, overhead_section, cost_section,
                                roofline_section, published_section, machine_section})
        document.sections.push_back(section(analysis));
    // Section ids are made of numbers, not of names, which may hold anything.
    std::size_t number = 0;
    for (Section &section : document.sections)
        if (section.id.empty()) section.id = "set-" + std::to_string(++number);
    return document;
}

}  // namespace quant::cli::report
