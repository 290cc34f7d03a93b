// Applies the laws of statistics.h to the measured times of data sets and pictures.
#include "report/laws.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quant::cli::report {

using namespace results;

namespace {

constexpr std::size_t kFewFractions = 4;  // fewer pictures get no quartiles

// Returns the mean seconds of a task on one picture; nothing if it was not measured.
std::optional<double> mean_of(const ImageMeasurements &image, const Task &task) {
    double sum = 0;
    const auto runs = image.of(task);
    for (const Measurement &one : runs) sum += one.seconds;
    if (runs.empty() || !(sum > 0)) return {};
    return sum / static_cast<double>(runs.size());
}

// Returns the measured scaled speed-up. Copies of a picture may take another number of iterations,
// because seeds are drawn from more pixels; therefore times are divided by the passes.
Interval measured_scaling(const SetAnalysis &set, const Task &one, const Task &more) {
    return compare(set.images, one, more,
                   [&](const ImageMeasurements &image) {
                       const double passes = image.of(one)[0].iterations + 1;
                       return more.threads * (image.of(more)[0].iterations + 1) / passes;
                   })
        .ratio;
}

double mean_over(const SetAnalysis &set, const Task &task) {
    std::vector<double> all;
    for (const ImageMeasurements &image : set.images)
        if (const auto seconds = mean_of(image, task)) all.push_back(*seconds);
    return mean(all);
}

}  // namespace

std::optional<Quartiles> serial_of_pictures(const SetAnalysis &set, const Scaling &scaling,
                                            const Processor &processor) {
    std::vector<double> fractions;
    for (const ImageMeasurements &image : set.images) {
        const auto one = mean_of(image, {scaling.k, scaling.engine, 1});
        if (!one) continue;
        std::vector<ThreadSpeedUp> points;
        for (const ScalingPoint &point : scaling.points)
            if (const auto seconds = mean_of(image, scaling.task(point));
                seconds && !processor.beyond_cores(point.threads))
                points.push_back({point.threads, *one / *seconds});
        if (const auto fit = fit_amdahl(points)) fractions.push_back(fit->serial);
    }
    if (fractions.size() < kFewFractions) return std::nullopt;
    return quartiles(fractions);
}

std::vector<ScaledSpeedUp> scaled_speed_ups(const SetAnalysis &set, const Processor &processor) {
    std::vector<ScaledSpeedUp> all;
    for (const auto *scalings : {&set.openmp, &set.cells})
        for (const Scaling &scaling : *scalings)
            for (const ScalingPoint &point : scaling.points) {
                const Task one{scaling.k, scaling.engine, 1};
                const Task more{scaling.k, scaling.engine, point.threads, point.threads};
                if (point.threads < 2 || processor.beyond_cores(point.threads)) continue;
                const Interval measured = measured_scaling(set, one, more);
                if (measured.pairs == 0) continue;
                const auto fit = fit_amdahl(scaling, processor);
                const double serial = fit ? fit->serial : std::nan("");
                const bool is_fraction = serial >= 0 && serial <= 1;
                all.push_back(
                    {scaling.engine, scaling.k, point.threads, serial,
                     is_fraction ? gustafson_speed_up(serial, point.threads) : std::nan(""),
                     mean_over(set, one), mean_over(set, more), measured});
            }
    return all;
}

std::vector<Overhead> overheads(const SetAnalysis &set, const Processor &processor) {
    std::vector<Overhead> all;
    const std::vector<Work> work = work_of(set.times, Engine::openmp);
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
            one.each = speed_ups(set.times, scaling.task(*best));
            if (one.each.speed_ups.empty()) continue;
            one.quartiles = quartiles(one.each.speed_ups);
            result.push_back(std::move(one));
        }
    return result;
}

}  // namespace quant::cli::report
