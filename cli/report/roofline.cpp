#include "report/roofline.h"

#include <algorithm>

namespace quant::cli::report {
namespace {

const Ceiling *ceiling_for(const std::vector<Ceiling> &ceilings, unsigned threads) {
    const Ceiling *best = nullptr;
    for (const Ceiling &ceiling : ceilings)  // by threads
        if (!best || ceiling.threads <= threads) best = &ceiling;
    return best;
}

}  // namespace

double Roof::at(double intensity) const { return std::min(arithmetic, intensity * bandwidth); }

std::optional<Roof> roof_for(const Machine &machine, unsigned threads) {
    const Ceiling *bandwidth = ceiling_for(machine.bandwidth, threads);
    const Ceiling *arithmetic = ceiling_for(machine.arithmetic, threads);
    if (!bandwidth || !arithmetic) return std::nullopt;
    return Roof{std::max(bandwidth->threads, arithmetic->threads), bandwidth->per_second,
                arithmetic->per_second};
}

Placement textbook_placement(const Work &work, double seconds) {
    return {operations_per_score * work.k / point_bytes,
            operations_per_score * work.scores / seconds};
}

Placement evaluated_placement(const Work &work, double seconds) {
    const double operations = operations_per_score * work.evaluations;
    return {operations / (pixel_bytes * work.pixels), operations / seconds};
}

Nearness nearness(const Roof &roof, const Placement &placement) {
    return {placement.performance / roof.arithmetic,
            placement.performance / placement.intensity / roof.bandwidth};
}

}  // namespace quant::cli::report
