// Wu's color quantizer: cut the box of largest squared error, at the plane that leaves the least,
// until there are enough boxes.
//
// Xiaolin Wu, "Efficient statistical computations for optimal color quantization", Graphics Gems
// II, 1991. The paper reads the sums of a box from a table of cumulative moments over all of color
// space; here a box owns a list of the cells in it and sums them plane by plane when it is cut.
// Same cuts, but the cost follows the cells that exist, in three dimensions and in four.
#include <algorithm>
#include <limits>
#include <numeric>

#include "seeding.h"

namespace quant::core {
namespace {

// |sum|^2 / n: what a set's mean takes off its sum of squares.
double explained(const Moments &m) {
    if (m.n == 0) return 0;
    double squares = 0;
    for (const std::int64_t s : m.sum) {
        const auto value = static_cast<double>(s);
        squares += value * value;
    }
    return squares / static_cast<double>(m.n);
}

struct WuBox {
    std::size_t first = 0, last = 0;  // range in the list of cells
    Moments moments;
    double error = 0;  // sum of squared distances to the mean; 0 once it proved not to be divisible
};

class Cutter {
public:
    explicit Cutter(const Histogram &histogram)
        : histogram_(histogram), cells_(histogram.cells().size()) {
        std::iota(cells_.begin(), cells_.end(), 0U);
    }

    WuBox whole() const { return box_of(0, cells_.size()); }

    // Cuts a box in two at the best plane; false if all its cells are one.
    bool cut(WuBox &box, WuBox &rest) {
        double best = -1;
        unsigned best_dimension = 0, best_plane = 0;
        for (unsigned d = 0; d < histogram_.dimensions(); ++d) {
            Moments planes[32];
            for (std::size_t i = box.first; i < box.last; ++i)
                planes[histogram_.coordinate(cell(i), d)] += cell(i).moments;
            Moments below, above = box.moments;
            for (unsigned plane = 0; plane + 1 < histogram_.side(); ++plane) {
                if (planes[plane].n == 0) continue;
                below += planes[plane];
                above -= planes[plane];
                if (above.n == 0) break;
                const double gain = explained(below) + explained(above);
                if (gain > best) {
                    best = gain;
                    best_dimension = d;
                    best_plane = plane;
                }
            }
        }
        if (best < 0) return false;
        const auto middle = std::partition(
            cells_.begin() + static_cast<std::ptrdiff_t>(box.first),
            cells_.begin() + static_cast<std::ptrdiff_t>(box.last), [&](std::uint32_t index) {
                return histogram_.coordinate(histogram_.cells()[index], best_dimension) <=
                       best_plane;
            });
        const auto at = static_cast<std::size_t>(middle - cells_.begin());
        rest = box_of(at, box.last);
        box = box_of(box.first, at);
        return true;
    }

private:
    const Cell &cell(std::size_t i) const { return histogram_.cells()[cells_[i]]; }

    WuBox box_of(std::size_t first, std::size_t last) const {
        WuBox box{first, last, {}, 0};
        std::uint64_t squared = 0;
        for (std::size_t i = first; i < last; ++i) {
            box.moments += cell(i).moments;
            squared += cell(i).squared;
        }
        box.error = static_cast<double>(squared) - explained(box.moments);
        return box;
    }

    const Histogram &histogram_;
    std::vector<std::uint32_t> cells_;
};

}  // namespace

void add_worst_colors(const Histogram &histogram, std::size_t count, std::vector<Centroid> &seeds) {
    if (seeds.size() >= count) return;
    constexpr std::size_t kMostColors = std::size_t{1} << 16;
    struct Candidate {
        Point point;
        std::uint64_t weight;
        std::uint32_t distance;
    };
    const auto distance = [](const Point &p, const Centroid &c) {
        return squared_distance(p, score(p, c, norm(c)));
    };
    const std::vector<WeightedColor> colors = histogram.colors();
    const std::size_t run = (colors.size() + kMostColors - 1) / kMostColors;
    std::vector<Candidate> candidates;
    candidates.reserve(colors.size() / run + 1);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        if (i % run == 0)
            candidates.push_back({colors[i].point, 0, std::numeric_limits<std::uint32_t>::max()});
        candidates.back().weight += colors[i].weight;
    }
    for (Candidate &candidate : candidates)
        for (const Centroid &seed : seeds)
            candidate.distance = std::min(candidate.distance, distance(candidate.point, seed));
    while (seeds.size() < count) {
        // The first of equals, and so the one of the lowest key.
        const auto worst = std::max_element(
            candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
                return a.weight * a.distance < b.weight * b.distance;
            });
        if (worst->distance == 0) break;
        seeds.push_back(centroid_of(worst->point));
        for (Candidate &candidate : candidates)
            candidate.distance =
                std::min(candidate.distance, distance(candidate.point, seeds.back()));
        worst->distance = 0;  // a point with odd coordinates is not a centroid, so not quite 0
    }
}

std::vector<Centroid> seed_wu(const Histogram &histogram, std::size_t count) {
    Cutter cutter(histogram);
    std::vector<WuBox> boxes{cutter.whole()};
    while (boxes.size() < count) {
        const auto worst =
            std::max_element(boxes.begin(), boxes.end(),
                             [](const WuBox &a, const WuBox &b) { return a.error < b.error; });
        if (worst->error <= 0) break;
        WuBox rest;
        if (cutter.cut(*worst, rest)) {
            boxes.push_back(rest);
        } else {
            worst->error = 0;
        }
    }
    std::vector<Centroid> seeds;
    seeds.reserve(boxes.size());
    for (const WuBox &box : boxes) seeds.push_back(centroid_of(box.moments));
    add_worst_colors(histogram, count, seeds);  // boxes are whole cells, which may be few
    return seeds;
}

}  // namespace quant::core
