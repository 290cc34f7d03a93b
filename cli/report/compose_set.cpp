// Composes the section of one data set: its pictures, how each engine scales, and how much the
// speed-up differs between pictures.
#include <cmath>

#include "report/compose.h"
#include "report/format.h"
#include "report/laws.h"
#include "report/limits.h"
#include "report/plot_sentences.h"
#include "report/set_plots.h"

namespace quant::cli::report {

using namespace results;

namespace {

void add_plots(Section &section, const std::string &caption, std::vector<Figure> figures) {
    std::erase_if(figures, [](const Figure &figure) { return figure.plot.empty(); });
    if (!figures.empty()) section.blocks.emplace_back(Figures{std::move(figures), caption});
}

std::string used_text(const ScalingPoint &point) {
    if (point.most_used == 0) return std::string(kNoValue);
    return point.least_used == point.most_used
               ? std::to_string(point.most_used)
               : std::to_string(point.least_used) + " to " + std::to_string(point.most_used);
}

Table scaling_table(const SetAnalysis &set, const std::vector<Scaling> &all,
                    const Processor &processor) {
    Table table;
    table.title = set.title() + ", " + name_of(all.front().engine) + ": all figures";
    table.columns = {"K",          "Threads", "Used", "T. Seq", "Std. Seq",     "T. Par",
                     "Std. Par",   "Median",  "Spd",  "Eff",    "Own speed-up", "95 % interval",
                     "Own effic.", "Inertia"};
    table.text_columns = 0;
    bool oversubscribed = false;
    for (const Scaling &scaling : all)
        for (const ScalingPoint &point : scaling.points) {
            const bool over = processor.oversubscribed(point.threads);
            oversubscribed |= over;
            table.rows.push_back(
                {std::to_string(scaling.k), std::to_string(point.threads) + (over ? "*" : ""),
                 used_text(point), seconds_text(point.sequential),
                 seconds_text(point.sequential_spread), seconds_text(point.seconds),
                 seconds_text(point.spread), seconds_text(point.median),
                 significant(point.speed_up), significant(point.speed_up / point.threads),
                 significant(point.own_speed_up), bounds_text(point.own.ratio),
                 percent(point.efficiency), scientific(point.inertia)});
        }
    table.note =
        "Used: the threads that worked. Median: of the pictures, of the median of their runs. Spd "
        "and Eff, as published, are over the engine sequential; own speed-up and own efficiency "
        "are over one thread of the same engine, the geometric mean over the pictures of the "
        "ratios of paired runs.";
    if (oversubscribed) table.note += " * More threads than can run at once.";
    return table;
}

std::vector<std::string> scaling_findings(const std::vector<Scaling> &all, const SetAnalysis &set,
                                          const Analysis &analysis) {
    const Processor &processor = analysis.processor;
    const auto compare = [&](const Task &a, const Task &b) { return set.compare(a, b); };
    std::vector<std::string> sentences;
    const auto add = [&](const std::function<Sentence(const Scaling &)> &rule) {
        for (std::string &text : by_k(all, rule)) sentences.push_back(std::move(text));
    };
    add([&](const Scaling &scaling) {
        return growth(scaling, compare, processor, limits_of(scaling, set, analysis));
    });
    add(efficiency);
    add(superlinear);
    add([&](const Scaling &scaling) { return oversubscription(scaling, compare, processor); });
    add(fewer_threads);
    add(noise);
    return sentences;
}

void add_engine(Section &section, const SetAnalysis &set, const std::vector<Scaling> &all,
                const Analysis &analysis) {
    if (all.empty()) return;
    const Processor &processor = analysis.processor;
    const std::string engine = name_of(all.front().engine);
    const std::string file = set.set->name + "-" + engine;
    const unsigned number = all.front().engine == Engine::openmp ? analysis.first_plot(set) : 0;
    const auto label = [&](unsigned place) {
        return number > 0 ? "Plot " + std::to_string(number + place) : std::string();
    };
    const Sentence trend = trend_over_k(all);
    add_plots(
        section,
        "Engine " + engine +
            ". Hollow marks: more threads than can run at once. Whiskers of time: one standard "
            "deviation over the runs. Single pictures: the mark is the median, the lines go from "
            "the quartiles to the lowest and the highest; of fewer than five pictures, each is a "
            "mark.",
        {{file + "-speed-up", speed_up_plot(set, all, processor), label(0),
          speed_up_sentence(all, processor)},
         {file + "-published-efficiency", published_efficiency_plot(set, all, processor), label(1),
          published_efficiency_sentence(all)},
         {file + "-time", time_plot(set, all, processor), label(2), time_sentence(all, processor)},
         {file + "-own-speed-up", own_speed_up_plot(set, all, processor), "",
          own_speed_up_sentence(all, processor)},
         {file + "-efficiency", efficiency_plot(set, all, processor), "",
          efficiency_sentence(all, processor)},
         {file + "-colors", colors_plot(set, all, processor), "", trend.value_or("")},
         {file + "-pictures", images_plot(set, all.front().engine, processor), "",
          pictures_sentence(set, all.front().engine, processor)}});
    add_findings(section, "Engine " + engine, scaling_findings(all, set, analysis));
    section.blocks.emplace_back(scaling_table(set, all, processor));
}

void add_distribution(Section &section, const SetAnalysis &set, const Processor &processor) {
    Table table;
    table.title = set.title() + ": speed-up of the single pictures over sequential";
    table.columns = {"Engine",         "K",      "Threads",        "Pictures", "Lowest",
                     "First quartile", "Median", "Third quartile", "Highest"};
    std::vector<Remark> remarks;
    for (const Distribution &one : distributions(set, processor)) {
        const Quartiles &q = one.quartiles;
        table.rows.push_back(
            {name_of(one.engine), std::to_string(one.k), std::to_string(one.threads),
             std::to_string(one.each.speed_ups.size()), significant(q.low), significant(q.first),
             significant(q.median), significant(q.third), significant(q.high)});
        for (const Sentence &text : {image_spread(one.each), color_correlation(one.each)})
            if (text) remarks.push_back({name_of(one.engine), one.k, *text});
    }
    if (table.rows.empty()) return;
    table.note = "With the thread count that is fastest on average without oversubscription.";
    add_findings(section, "Between pictures", merged(remarks));
    section.blocks.emplace_back(std::move(table));
}

void add_engines(Section &section, const SetAnalysis &set, const Processor &processor) {
    const Plot plot = engines_plot(set, processor);
    if (plot.empty()) return;
    Table table;
    table.title = set.title() + ": the engines side by side";
    table.columns = {"K",       "sequential",      "openmp, 1 thread", "openmp, best",
                     "threads", "cells, 1 thread", "cells, best",      "threads"};
    table.text_columns = 0;
    std::vector<std::string> sentences;
    const auto compare = [&](const Task &a, const Task &b) { return set.compare(a, b); };
    for (const unsigned k : set.colors()) {
        const Scaling *both[2] = {set.scaling(Engine::openmp, k), set.scaling(Engine::cells, k)};
        const Scaling *any = both[0] ? both[0] : both[1];
        std::vector<std::string> row{std::to_string(k), seconds_text(any->sequential)};
        for (const Scaling *scaling : both) {
            const ScalingPoint *one = scaling ? scaling->at(1) : nullptr;
            const ScalingPoint *best = scaling ? scaling->fastest_within(processor) : nullptr;
            row.push_back(one ? seconds_text(one->seconds) : std::string(kNoValue));
            row.push_back(best ? seconds_text(best->seconds) : std::string(kNoValue));
            row.push_back(best ? std::to_string(best->threads) : std::string(kNoValue));
        }
        table.rows.push_back(std::move(row));
        if (both[0] && both[1])
            if (const Sentence text = engines(*both[0], *both[1], compare, processor))
                sentences.push_back(*text);
    }
    table.note = "Best: the thread count that is fastest without oversubscription.";
    add_plots(section, "All engines side by side, on a logarithmic scale.",
              {{set.set->name + "-engines", plot, "", sentences.empty() ? "" : sentences.back()}});
    if (const Sentence text = inertia(compare_inertia(set.times))) sentences.push_back(*text);
    add_findings(section, "The engines beside each other", sentences);
    section.blocks.emplace_back(std::move(table));
}

}  // namespace

Section set_section(const Analysis &analysis, const SetAnalysis &set) {
    Section section{"", "Data set " + set.title(), {}};
    std::string about;
    if (set.set->synthetic)
        about += "A synthetic set: its pictures are made by quant and are no photographs. ";
    if (set.size) {
        about += count_text(set.size->images, "picture") + " of " + whole_text(set.size->pixels) +
                 " pixels";
        if (set.size->least_pixels != set.size->most_pixels)
            about += " on average, the smallest " + whole_text(set.size->least_pixels) +
                     " and the largest " + whole_text(set.size->most_pixels);
        about += ". ";
    }
    if (set.set->available && set.size && *set.set->available > set.size->images)
        about += "The folder has " + std::to_string(*set.set->available) + ". ";
    if (!set.set->complete) about += "The run was not completed. ";
    if (!set.set->failed.empty())
        about += count_text(set.set->failed.size(), "file") + " could not be measured: see below. ";
    if (!about.empty()) section.blocks.emplace_back(Paragraph{about.substr(0, about.size() - 1)});
    if (!set.set->pictures.empty())
        section.blocks.emplace_back(
            Pictures{set.title(), set.set->pictures, analysis.first_plot(set) == 1});
    add_engine(section, set, set.openmp, analysis);
    add_engine(section, set, set.cells, analysis);
    add_engines(section, set, analysis.processor);
    add_distribution(section, set, analysis.processor);
    return section;
}

}  // namespace quant::cli::report
