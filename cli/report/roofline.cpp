// Takes roofs from the ceilings, and computes places from the counted work and the times.
#include "report/roofline.h"

#include <algorithm>

namespace quant::cli::report {

using namespace results;

double Roof::at(double intensity) const { return std::min(arithmetic, intensity * bandwidth); }

std::optional<Roof> roof_for(const std::vector<Ceiling> &ceilings, unsigned threads) {
    const Ceiling *best = nullptr;
    for (const Ceiling &ceiling : ceilings)  // sorted by threads
        if (ceiling.bandwidth > 0 && ceiling.arithmetic > 0 &&
            (!best || ceiling.threads <= threads))
            best = &ceiling;
    if (!best) return std::nullopt;
    return Roof{best->threads, best->bandwidth, best->arithmetic};
}

Placement textbook_placement(const Work &work, double seconds) {
    return {kOperationsPerScore * work.k / kPointBytes,
            kOperationsPerScore * work.scores / seconds};
}

Placement evaluated_placement(const Work &work, double seconds) {
    const double operations = kOperationsPerScore * work.evaluations;
    return {operations / (kPixelBytes * work.pixels), operations / seconds};
}

Nearness nearness(const Roof &roof, const Placement &placement) {
    return {placement.performance / roof.arithmetic,
            placement.performance / placement.intensity / roof.bandwidth};
}

}  // namespace quant::cli::report
