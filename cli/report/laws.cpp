// Applies the laws of statistics.h to the measured times of data sets and pictures.
#include "report/laws.h"

#include <algorithm>
#include <limits>

namespace quant::cli::report {
namespace {

constexpr std::size_t kFewFractions = 4;  // fewer pictures get no quartiles

}  // namespace

std::optional<Quartiles> serial_of_pictures(const SetAnalysis &set, const Scaling &scaling,
                                            const Processor &processor) {
    std::vector<double> fractions;
    for (const ImageTime &one : set.times) {
        if (one.engine != scaling.engine || one.k != scaling.k || one.threads != 1) continue;
        std::vector<ThreadSpeedUp> points;
        for (const ImageTime &time : set.times)
            if (time.image == one.image && time.engine == one.engine && time.k == one.k &&
                !processor.beyond_cores(time.threads) && time.seconds > 0)
                points.push_back({time.threads, one.seconds / time.seconds});
        if (const auto fit = fit_amdahl(points)) fractions.push_back(fit->serial);
    }
    if (fractions.size() < kFewFractions) return std::nullopt;
    return quartiles(fractions);
}

std::vector<ScaledSpeedUp> scaled_speed_ups(const Analysis &analysis) {
    std::vector<ScaledSpeedUp> all;
    const auto pair = analysis.small_and_large();
    if (!pair) return all;
    const std::vector<Work> small_work = work_of(pair->small->times, "openmp");
    const std::vector<Work> large_work = work_of(pair->large->times, "openmp");
    for (const Scaling &small : pair->small->openmp) {
        const Scaling *large = pair->large->scaling("openmp", small.k);
        const auto fit = fit_amdahl(small, analysis.processor);
        const Work *from = find_work(small_work, small.k);
        const Work *to = find_work(large_work, small.k);
        if (!large || !fit || !from || !to) continue;
        const double serial = std::clamp(fit->serial, 0.0, 1.0);
        const double growth = to->scores / from->scores;
        for (const ScalingPoint &point : small.points) {
            const ScalingPoint *measured = large->at(point.threads);
            if (point.threads < 2 || analysis.processor.beyond_cores(point.threads) || !measured)
                continue;
            all.push_back({small.k, point.threads, serial, growth, point.own_speed_up,
                           gustafson_speed_up(serial, point.threads),
                           scaled_speed_up(serial, growth, point.threads), measured->own_speed_up});
        }
    }
    return all;
}

std::vector<Overhead> overheads(const SetAnalysis &set, const Processor &processor) {
    std::vector<Overhead> all;
    const std::vector<Work> work = work_of(set.times, "openmp");
    for (const Scaling &scaling : set.openmp) {
        const ScalingPoint *one = scaling.at(1);
        if (!one) continue;
        const Work *of_k = find_work(work, scaling.k);
        for (const ScalingPoint &point : scaling.points) {
            if (point.threads < 2) continue;
            const unsigned at_once =
                processor.cores > 0 ? std::min(point.threads, processor.cores) : point.threads;
            Overhead overhead{*one, point, scaling.k};
            overhead.ideal = one->seconds / at_once;
            overhead.extra = point.seconds - overhead.ideal;
            overhead.per_pass = of_k ? overhead.extra / (of_k->iterations + 1)
                                     : std::numeric_limits<double>::quiet_NaN();
            all.push_back(overhead);
        }
    }
    return all;
}

std::vector<Distribution> distributions(const SetAnalysis &set, const Processor &processor) {
    std::vector<Distribution> result;
    for (const auto *all : {&set.openmp, &set.cells})
        for (const Scaling &scaling : *all) {
            const ScalingPoint *best = scaling.fastest_within(processor);
            if (!best) best = &scaling.fastest();
            Distribution one{scaling.engine, scaling.k, best->threads, {}, {}};
            one.each = speed_ups(set.times, scaling.engine, scaling.k, best->threads);
            if (one.each.speed_ups.empty()) continue;
            one.quartiles = quartiles(one.each.speed_ups);
            result.push_back(std::move(one));
        }
    return result;
}

}  // namespace quant::cli::report
