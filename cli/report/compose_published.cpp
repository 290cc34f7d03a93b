// Composes the section that shows the published figures beside the measured ones.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

// Figures of the published experiment: NumPy against Numba on an Intel i7-8550U with 4 cores and 8
// threads; times in seconds.
constexpr double kLargePixels = 1024.0 * 1024.0;
constexpr double kSmallPixels = 150.0 * 150.0;
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

}  // namespace

Section published_section(const Analysis &analysis) {
    Section section{"published", "The published figures beside ours", {}};
    section.blocks.emplace_back(Paragraph{
        "Published, on another machine (Intel i7-8550U, 4 cores, 8 threads) and in another "
        "language (NumPy for sequential, Numba for parallel): the columns show what each "
        "experiment found, and their ratio holds the machine, the language and the algorithm "
        "together."});
    const SetAnalysis *large = analysis.of_about(kLargePixels);
    const SetAnalysis *small = analysis.of_about(kSmallPixels);
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
        "baseline. A set counts as of this size within a factor of 1.25 of its pixels.";
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
    return section;
}

}  // namespace quant::cli::report
