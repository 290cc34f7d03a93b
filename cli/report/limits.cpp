// Places an engine below the roof of its thread count, or of the next count to find what limits it.
#include "report/limits.h"

#include <algorithm>

namespace quant::cli::report {

using namespace results;

namespace {

// Places an engine below the roof of `roof_threads` threads: `cells` by the scores that it really
// evaluates, other engines by the scores of the textbook.
std::optional<Placed> place(const SetAnalysis &set, const std::vector<Ceiling> &ceilings,
                            results::Engine engine, unsigned k, unsigned threads, double seconds,
                            unsigned roof_threads) {
    const std::vector<Work> all = work_of(set.times, engine);
    const auto work =
        std::find_if(all.begin(), all.end(), [k](const Work &one) { return one.k == k; });
    const auto roof = roof_for(ceilings, roof_threads);
    if (work == all.end() || !roof || !(seconds > 0)) return std::nullopt;
    const Placement placement = engine == Engine::cells ? evaluated_placement(*work, seconds)
                                                        : textbook_placement(*work, seconds);
    if (!(placement.performance > 0) || !(placement.intensity > 0)) return std::nullopt;
    return Placed{engine, k, threads, placement, *roof};
}

}  // namespace

std::vector<Placed> placements(const SetAnalysis &set, const Analysis &analysis) {
    std::vector<Placed> all;
    const auto add = [&](results::Engine engine, unsigned k, unsigned threads, double seconds) {
        if (auto placed =
                place(set, analysis.results->record.ceilings, engine, k, threads, seconds, threads))
            all.push_back(*placed);
    };
    for (const unsigned k : set.colors()) {
        add(Engine::sequential, k, 1, mean_seconds(set, {k, Engine::sequential, 1}));
        for (const Engine engine : kParallelEngines) {
            const Scaling *scaling = set.scaling(engine, k);
            if (!scaling) continue;
            if (const ScalingPoint *one = scaling->at(1)) add(engine, k, 1, one->seconds);
            const ScalingPoint *best = scaling->fastest_within(analysis.processor);
            if (best && best->threads > 1) add(engine, k, best->threads, best->seconds);
        }
    }
    return all;
}

Nearness bounds(const Placed &placed, const SetAnalysis &set, const Machine &machine) {
    Nearness near = nearness(placed.roof, placed.placement);
    const auto cache_bytes = static_cast<double>(machine.last_level_cache_bytes());
    if (set.size && set.size->most_pixels * kPointBytes <= cache_bytes) near.bandwidth = 0;
    return near;
}

Limits limits_of(const Scaling &scaling, const SetAnalysis &set, const Analysis &analysis) {
    Limits limits;
    limits.fit = fit_amdahl(scaling, analysis.processor);
    const std::size_t last = last_growth(scaling);
    if (last + 1 == scaling.points.size()) return limits;
    const ScalingPoint &stop = scaling.points[last];
    const ScalingPoint &next = scaling.points[last + 1];
    const Record &record = analysis.results->record;
    // The roof of the next count is used: the ceiling of more threads is higher, unless the ceiling
    // is what ends the growth.
    const auto placed = place(set, record.ceilings, scaling.engine, scaling.k, stop.threads,
                              stop.seconds, next.threads);
    if (!placed) return limits;
    limits.near = bounds(*placed, set, record.machine);
    limits.ceiling_threads = placed->roof.threads;
    return limits;
}

}  // namespace quant::cli::report
