// Composes the first section: what disturbed the measurements, the result in one paragraph and one
// figure, and the best configuration of each data set.
#include <algorithm>
#include <cmath>
#include <span>

#include "report/compose.h"
#include "report/conditions.h"
#include "report/format.h"
#include "report/set_plots.h"

namespace quant::cli::report {

using namespace results;

namespace {

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

// Says how a set was measured at its largest K: "A picture of landscape (1,048,576 pixels) with
// K = 32 takes ...".
std::string result_text(const SetAnalysis &set, const Processor &processor) {
    const std::vector<unsigned> colors = set.colors();
    if (colors.empty() || !set.size) return {};
    const unsigned k = colors.back();
    const Task sequential{k, Engine::sequential, 1};
    std::string text = "A picture of " + set.title() + " (" + whole_text(set.size->pixels) +
                       " pixels) with K = " + std::to_string(k) + " takes ";
    std::vector<std::string> parts;
    const double baseline = mean_seconds(set, sequential);
    if (baseline > 0) parts.push_back(seconds_text(baseline) + " by the textbook (sequential)");
    std::string gain;
    for (const Engine engine : kParallelEngines) {
        const Scaling *scaling = set.scaling(engine, k);
        const ScalingPoint *best = scaling ? scaling->fastest_within(processor) : nullptr;
        if (!best) continue;
        std::string part = seconds_text(best->seconds) + " by " + name_of(engine) + " with " +
                           count_text(best->threads, "thread");
        const Comparison over = set.compare(sequential, scaling->task(*best));
        if (over.pairs > 0) part += ", " + interval_text(over.ratio) + " times as fast";
        parts.push_back(part);
        if (engine == Engine::openmp && best->threads > 1 && best->own.pairs > 0)
            gain = " Of the gain of openmp, " + std::to_string(best->threads) + " threads make " +
                   interval_text(best->own.ratio) + " times, and faster code for each the rest.";
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? "; and " : "; ") + parts[i];
    return text + "." + gain;
}

// Adds the result: a paragraph on the sets of the largest and of the smallest pictures, and a
// figure of the former.
void add_result(Section &section, const Analysis &analysis) {
    const SetAnalysis *small = analysis.smallest(), *large = nullptr;
    for (const SetAnalysis &set : analysis.sets)
        if (set.size && (!large || set.size->pixels > large->size->pixels)) large = &set;
    if (!large) return;
    for (const SetAnalysis *set : {large, small != large ? small : nullptr})
        if (std::string text = set ? result_text(*set, analysis.processor) : ""; !text.empty())
            section.blocks.emplace_back(Paragraph{text});
    Figure figure{"result", engines_plot(*large, analysis.processor)};
    figure.sentence =
        "The time of each engine with one thread and with the number that is fastest.";
    if (!figure.plot.empty()) section.blocks.emplace_back(Figures{{std::move(figure)}, ""});
}

}  // namespace

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
    std::vector<std::string> warnings;
    for (const SetAnalysis &set : analysis.sets)
        if (set.set->synthetic)
            warnings.push_back("Data set " + set.set->title +
                               " is synthetic: made by quant, no photographs.");
    for (std::string &text : disturbances(analysis.results->record, analysis.processor))
        warnings.push_back(std::move(text));
    add_findings(section, "", warnings);
    add_result(section, analysis);
    section.blocks.emplace_back(std::move(table));
    std::vector<std::string> sentences;
    for (std::string &text : merged(unclear)) sentences.push_back(std::move(text));
    for (const std::string &missing : analysis.results->missing) sentences.push_back(missing);
    add_findings(section, "", sentences);
    return section;
}

}  // namespace quant::cli::report
