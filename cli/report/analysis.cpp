// Computes the analysis of each data set, and picks data sets by the size of their pictures.
#include "report/analysis.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace quant::cli::report {

using namespace results;

namespace {

constexpr double kAbout = 1.5;  // sizes within this factor count as the same

void add(std::vector<Contender> &all, const std::vector<Scaling> &scalings, unsigned k) {
    for (const Scaling &scaling : scalings)
        if (scaling.k == k)
            for (const ScalingPoint &point : scaling.points)
                all.push_back({scaling.engine, point.threads, point.seconds, point.speed_up});
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

const Scaling *SetAnalysis::scaling(results::Engine engine, unsigned k) const {
    for (const auto *scalings : {&openmp, &cells})
        for (const Scaling &scaling : *scalings)
            if (scaling.engine == engine && scaling.k == k) return &scaling;
    return nullptr;
}

std::vector<Contender> SetAnalysis::best(unsigned k) const {
    std::vector<Contender> all;
    const auto judge = [&](const Contender &a, const Contender &b) {
        return compare({k, a.engine, a.threads}, {k, b.engine, b.threads});
    };
    add(all, openmp, k);
    add(all, cells, k);
    for (const auto *scalings : {&openmp, &cells})
        for (const Scaling &scaling : *scalings)
            if (scaling.k == k && scaling.sequential > 0) {
                all.push_back({Engine::sequential, 1, scaling.sequential, 1});
                return best_of(all, judge);
            }
    return best_of(all, judge);
}

double mean_seconds(const SetAnalysis &set, const Task &task) {
    std::vector<double> seconds;
    for (const ImageTime &time : set.times)
        if (time.task == task) seconds.push_back(time.seconds);
    return mean(seconds);
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

Analysis analyze(Results &results) {
    Analysis analysis;
    analysis.results = &results;
    analysis.processor = processor_of(results.record.machine);
    for (DataSet &set : results.sets) {
        SetAnalysis &one = analysis.sets.emplace_back();
        one.set = &set;
        one.images = std::move(set.images);
        one.openmp = scalings(Engine::openmp, set.openmp);
        one.cells = scalings(Engine::cells, set.cells);
        for (auto *all : {&one.openmp, &one.cells})
            for (Scaling &scaling : *all) add_measurements(scaling, one.images);
        one.times = image_times(one.images);
        one.outliers = find_outliers(one.images);
        one.size = size_of(one.times);
    }
    return analysis;
}

}  // namespace quant::cli::report
