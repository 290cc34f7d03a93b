// Composes the section that shows the published figures beside the measured ones.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/format.h"
#include "report/plot_sentences.h"
#include "report/set_plots.h"

namespace quant::cli::report {

using namespace results;

namespace {

// Figures of the published experiment: NumPy against Numba on an Intel i7-8550U with 4 cores and 8
// threads; times in seconds.
constexpr unsigned kPublishedK = 32;
constexpr double kPublishedSequential = 56;
constexpr double kPublishedParallel = 1.29;
constexpr const char *kPublishedLargePeak = "44.9";
constexpr const char *kPublishedSmallPeak = "22 to 29.6";

double peak(const std::vector<Scaling> &all) {
    double highest = std::nan("");
    for (const Scaling &scaling : all)
        for (const ScalingPoint &point : scaling.points)
            if (!(point.speed_up <= highest) && std::isfinite(point.speed_up))
                highest = point.speed_up;
    return highest;
}

double best_seconds(const SetAnalysis *set, Engine engine) {
    const Scaling *scaling = set ? set->scaling(engine, kPublishedK) : nullptr;
    return scaling ? scaling->fastest().seconds : std::nan("");
}

double sequential_seconds(const SetAnalysis *set) {
    for (const Engine engine : kParallelEngines)
        if (const Scaling *scaling = set ? set->scaling(engine, kPublishedK) : nullptr)
            return scaling->sequential;
    return std::nan("");
}

// The operations that the published text counts for 20 iterations.
struct PublishedCount {
    const char *size;
    double pixels;
    unsigned k;
    double operations;
};
constexpr PublishedCount kPublishedCounts[] = {{"150 x 150", Analysis::kSmallPixels, 8, 3.2e7},
                                               {"150 x 150", Analysis::kSmallPixels, 16, 6.5e7},
                                               {"150 x 150", Analysis::kSmallPixels, 32, 1.3e8},
                                               {"1024 x 1024", Analysis::kLargePixels, 8, 1.5e9},
                                               {"1024 x 1024", Analysis::kLargePixels, 16, 3.0e9},
                                               {"1024 x 1024", Analysis::kLargePixels, 32, 6.0e9}};

Table cost_table(const Analysis &analysis) {
    Table table;
    table.title = "The published cost table, and here";
    table.columns = {"Size",        "K",          "Published", "Set here",
                     "Pixels here", "Iterations", "Here",      "Time here, openmp"};
    table.text_columns = 1;
    bool some = false;
    for (const PublishedCount &row : kPublishedCounts) {
        const SetAnalysis *set = analysis.of_about(row.pixels);
        const auto all = set ? work_of(set->times, Engine::openmp) : std::vector<Work>{};
        const Work *work = find_work(all, row.k);
        const Scaling *scaling = set ? set->scaling(Engine::openmp, row.k) : nullptr;
        const ScalingPoint *best = scaling ? scaling->fastest_within(analysis.processor) : nullptr;
        const double nothing = std::nan("");
        some |= work != nullptr;
        table.rows.push_back({row.size, std::to_string(row.k), scientific(row.operations),
                              set ? set->title() : std::string(kNoValue),
                              whole_text(work ? work->pixels : nothing),
                              significant(work ? work->iterations : nothing),
                              scientific(work ? work->operations : nothing),
                              seconds_text(best ? best->seconds : nothing)});
    }
    table.note =
        "9 × N × K × iterations: published for 20 iterations and the full size; here with the "
        "pixels and iterations of the pictures that were measured.";
    if (!some) table.rows.clear();
    return table;
}

// Says where each of the published plots and figures is on this page.
Table index_table(const Analysis &analysis) {
    Table table;
    table.title = "The published plots and figures on this page";
    table.columns = {"Published", "What it shows", "On this page"};
    table.text_columns = 3;
    const auto add = [&](double pixels, unsigned first, const char *size) {
        const SetAnalysis *set = analysis.of_about(pixels);
        const std::string place = set && !set->openmp.empty()
                                      ? "Data set " + set->title()
                                      : std::string("no data set of this size was measured");
        const char *what[] = {"speed-up over sequential", "efficiency, speed-up per thread",
                              "time, with that of sequential"};
        for (unsigned i = 0; i < 3; ++i)
            table.rows.push_back({"Plot " + std::to_string(first + i),
                                  std::string(size) + ": " + what[i] + ", against threads", place});
    };
    add(Analysis::kLargePixels, 1, "1024 x 1024");
    add(Analysis::kSmallPixels, 4, "150 x 150");
    table.rows.push_back({"Plot 7", "speed-up against K", "below"});
    const SetAnalysis *large = analysis.of_about(Analysis::kLargePixels);
    const bool has_pictures = large && !large->set->pictures.empty();
    table.rows.push_back({"Figures 1 to 4", "a picture, and the same with K = 8, 16 and 32",
                          has_pictures ? "Data set " + large->title()
                                       : std::string("no picture of this size is in the folder")});
    return table;
}

void add_colors_plot(Section &section, const Analysis &analysis) {
    std::vector<const SetAnalysis *> sets;
    for (const double pixels : {Analysis::kLargePixels, Analysis::kSmallPixels})
        if (const SetAnalysis *set = analysis.of_about(pixels)) sets.push_back(set);
    Figure figure{"published-colors", sets_plot(sets, analysis.processor), "Plot 7",
                  sets_sentence(sets, analysis.processor)};
    if (!figure.plot.empty()) section.blocks.emplace_back(Figures{{std::move(figure)}, ""});
}

}  // namespace

Section published_section(const Analysis &analysis) {
    Section section{"published", "The published figures beside ours", {}};
    section.blocks.emplace_back(Paragraph{
        "Published, on another machine (Intel i7-8550U, 4 cores, 8 threads) and in another "
        "language (NumPy for sequential, Numba for parallel): the columns show what each "
        "experiment found, and their ratio holds the machine, the language and the algorithm "
        "together."});
    const SetAnalysis *large = analysis.of_about(Analysis::kLargePixels);
    const SetAnalysis *small = analysis.of_about(Analysis::kSmallPixels);
    Table table;
    table.title = "Published, and here";
    table.columns = {"", "Set here", "Published", "openmp here", "cells here"};
    table.text_columns = 2;
    const auto name = [](const SetAnalysis *set) {
        return set ? set->title() : std::string("none of this size");
    };
    const std::string sequential = seconds_text(sequential_seconds(large));
    table.rows.push_back({"Sequential, 1024 x 1024, K = 32", name(large),
                          seconds_text(kPublishedSequential), sequential, sequential});
    table.rows.push_back({"Parallel, 1024 x 1024, K = 32", name(large),
                          seconds_text(kPublishedParallel),
                          seconds_text(best_seconds(large, Engine::openmp)),
                          seconds_text(best_seconds(large, Engine::cells))});
    table.rows.push_back({"Peak speed-up, 1024 x 1024", name(large), kPublishedLargePeak,
                          significant(large ? peak(large->openmp) : std::nan("")),
                          significant(large ? peak(large->cells) : std::nan(""))});
    table.rows.push_back({"Peak speed-up, 150 x 150", name(small), kPublishedSmallPeak,
                          significant(small ? peak(small->openmp) : std::nan("")),
                          significant(small ? peak(small->cells) : std::nan(""))});
    table.note =
        "Speed-ups are over the sequential program of the same experiment. Here that is "
        "compiled C++, there interpreted NumPy, so the same speed-up starts from another "
        "baseline. A set counts as of this size within a factor of 1.5 of its pixels.";
    std::vector<std::string> sentences;
    for (const Engine engine : kParallelEngines) {
        const double ours = best_seconds(large, engine);
        if (!(ours > 0)) continue;
        const bool faster = ours < kPublishedParallel;
        sentences.push_back(
            "1024 x 1024, K = 32: " + std::string(name_of(engine)) + " on this machine takes " +
            seconds_text(ours) + ", " +
            significant(faster ? kPublishedParallel / ours : ours / kPublishedParallel) +
            " times " + (faster ? "less" : "more") +
            " than the published parallel program on its own.");
    }
    add_findings(section, "", sentences);
    section.blocks.emplace_back(std::move(table));
    if (Table costs = cost_table(analysis); !costs.rows.empty())
        section.blocks.emplace_back(std::move(costs));
    add_colors_plot(section, analysis);
    section.blocks.emplace_back(index_table(analysis));
    return section;
}

}  // namespace quant::cli::report
