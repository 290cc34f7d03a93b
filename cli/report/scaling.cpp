// Groups the rows of the tables by K, and computes speed-ups over the same engine's single thread.
#include "report/scaling.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quant::cli::report {

using namespace results;

Processor processor_of(const Machine &machine) {
    Processor processor{machine.cores, machine.threads};
    if (!machine.cpu_quota) return processor;
    // The quota is rounded down, as part of a processor has no room for one more thread, but it
    // always has room for one.
    const auto most = static_cast<unsigned>(std::clamp(*machine.cpu_quota, 1.0, 65536.0));
    for (unsigned *count : {&processor.cores, &processor.threads}) {
        if (*count > 0 && *count <= most) continue;
        *count = most;
        processor.limited = true;
    }
    return processor;
}

const ScalingPoint *Scaling::at(unsigned threads) const {
    const auto found = std::find_if(points.begin(), points.end(), [threads](const ScalingPoint &p) {
        return p.threads == threads;
    });
    return found == points.end() ? nullptr : &*found;
}

const ScalingPoint &Scaling::fastest() const {
    return *std::min_element(
        points.begin(), points.end(),
        [](const ScalingPoint &a, const ScalingPoint &b) { return a.seconds < b.seconds; });
}

const ScalingPoint *Scaling::fastest_within(const Processor &processor) const {
    const ScalingPoint *best = nullptr;
    for (const ScalingPoint &point : points)
        if (!processor.oversubscribed(point.threads) && (!best || point.seconds < best->seconds))
            best = &point;
    return best;
}

std::vector<Scaling> scalings(Engine engine, const std::vector<Row> &rows) {
    std::vector<Scaling> result;
    for (const Row &row : rows) {
        if (result.empty() || result.back().k != row.colors)
            result.push_back({engine, row.colors, row.sequential.mean, {}});
        result.back().points.push_back({row.threads,
                                        row.parallel.mean,
                                        row.parallel.deviation,
                                        row.speed_up(),
                                        0,
                                        0,
                                        row.inertia,
                                        row.sequential.mean,
                                        row.sequential.deviation,
                                        kNan,
                                        {},
                                        0,
                                        0});
    }
    for (Scaling &scaling : result) {
        const ScalingPoint *one = scaling.at(1);
        const double alone = one ? one->seconds : kNan;
        for (ScalingPoint &point : scaling.points) {
            point.own_speed_up = alone / point.seconds;
            point.efficiency = point.own_speed_up / point.threads;
        }
    }
    return result;
}

std::optional<AmdahlFit> fit_amdahl(const Scaling &scaling, const Processor &processor) {
    std::vector<ThreadSpeedUp> points;
    for (const ScalingPoint &point : scaling.points)
        if (processor.cores > 0 && !processor.beyond_cores(point.threads))
            points.push_back({point.threads, point.own_speed_up});
    return fit_amdahl(points);
}

void add_measurements(Scaling &scaling, const std::vector<ImageMeasurements> &images) {
    for (ScalingPoint &point : scaling.points) {
        std::vector<double> medians, seconds;
        for (const ImageMeasurements &image : images) {
            seconds.clear();
            for (const Measurement &one : image.of(scaling.task(point))) {
                seconds.push_back(one.seconds);
                if (one.threads_used == 0) continue;
                point.most_used = std::max<unsigned>(point.most_used, one.threads_used);
                point.least_used = point.least_used == 0
                                       ? one.threads_used
                                       : std::min<unsigned>(point.least_used, one.threads_used);
            }
            if (!seconds.empty()) medians.push_back(quartiles(seconds).median);
        }
        if (!medians.empty()) point.median = quartiles(medians).median;
        point.own = compare(images, {scaling.k, scaling.engine, 1}, scaling.task(point));
        if (point.own.pairs == 0) continue;
        point.own_speed_up = point.own.ratio.estimate;
        point.efficiency = point.own_speed_up / point.threads;
    }
}

}  // namespace quant::cli::report
