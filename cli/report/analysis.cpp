// Computes the analysis of each data set, and picks data sets by the size of their pictures.
#include "report/analysis.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace quant::cli::report {

using namespace results;

namespace {

constexpr double kAbout = 1.25;  // sizes within this factor count as the same
constexpr double kMuchLarger = 2;

void add(std::vector<Contender> &all, const std::vector<Scaling> &scalings, unsigned k) {
    for (const Scaling &scaling : scalings)
        if (scaling.k == k)
            for (const ScalingPoint &point : scaling.points)
                all.push_back(
                    {scaling.engine, point.threads, point.seconds, point.spread, point.speed_up});
}

}  // namespace

std::string SetAnalysis::title() const {
    return set->title + (set->synthetic ? " (synthetic)" : "");
}

std::vector<unsigned> SetAnalysis::colors() const {
    std::set<unsigned> all;
    for (const auto *scalings : {&openmp, &cells})
        for (const Scaling &scaling : *scalings) all.insert(scaling.k);
    return {all.begin(), all.end()};
}

const Scaling *SetAnalysis::scaling(const std::string &engine, unsigned k) const {
    for (const auto *scalings : {&openmp, &cells})
        for (const Scaling &scaling : *scalings)
            if (scaling.engine == engine && scaling.k == k) return &scaling;
    return nullptr;
}

std::vector<Contender> SetAnalysis::best(unsigned k) const {
    std::vector<Contender> all;
    add(all, openmp, k);
    add(all, cells, k);
    for (const auto *scalings : {&openmp, &cells})
        for (const Scaling &scaling : *scalings)
            if (scaling.k == k && scaling.sequential > 0) {
                all.push_back({"sequential", 1, scaling.sequential, scaling.sequential_spread, 1});
                return best_of(all);
            }
    return best_of(all);
}

double mean_seconds(const SetAnalysis &set, const std::string &engine, unsigned k,
                    unsigned threads) {
    std::vector<double> seconds;
    for (const ImageTime &time : set.times)
        if (time.engine == engine && time.k == k && time.threads == threads)
            seconds.push_back(time.seconds);
    return mean(seconds);
}

std::optional<Analysis::SmallAndLarge> Analysis::small_and_large() const {
    SmallAndLarge pair;
    for (const SetAnalysis &set : sets) {
        if (!set.size || set.openmp.empty()) continue;
        if (!pair.small || set.size->pixels < pair.small->size->pixels) pair.small = &set;
        if (!pair.large || set.size->pixels > pair.large->size->pixels) pair.large = &set;
    }
    if (!pair.small || pair.large->size->pixels < kMuchLarger * pair.small->size->pixels)
        return std::nullopt;
    return pair;
}

const SetAnalysis *Analysis::smallest() const {
    const SetAnalysis *smallest = nullptr;
    for (const SetAnalysis &set : sets)
        if (set.size && (!smallest || set.size->pixels < smallest->size->pixels)) smallest = &set;
    return smallest;
}

const SetAnalysis *Analysis::of_about(double pixels) const {
    const SetAnalysis *nearest = nullptr;
    const auto distance = [pixels](const SetAnalysis &set) {
        return std::fabs(std::log(set.size->pixels / pixels));
    };
    for (const SetAnalysis &set : sets)
        if (set.size && set.size->pixels > 0 && distance(set) <= std::log(kAbout) &&
            (!nearest || distance(set) < distance(*nearest)))
            nearest = &set;
    return nearest;
}

Analysis analyze(const Results &results) {
    Analysis analysis;
    analysis.results = &results;
    analysis.processor = processor_of(results.record.machine);
    for (const DataSet &set : results.sets) {
        SetAnalysis &one = analysis.sets.emplace_back();
        one.set = &set;
        one.openmp = scalings("openmp", set.openmp);
        one.cells = scalings("cells", set.cells);
        one.times = image_times(whole_runs(set.images));
        one.size = size_of(one.times);
    }
    return analysis;
}

}  // namespace quant::cli::report
