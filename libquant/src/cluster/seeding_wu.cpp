// Wu's color quantizer: it cuts the box of largest squared error at the plane that leaves the least
// error, until there are enough boxes.
//
// Xiaolin Wu, "Efficient statistical computations for optimal color quantization", Graphics Gems
// II, 1991. The paper reads the sums of a box from a table of cumulative moments over all of color
// space. Here a box has a list of its cells and sums them plane by plane when it is cut. The cuts
// are the same, but the cost depends on the cells that exist, in three dimensions and in four, and
// small boxes can be cut within cells.
#include <algorithm>
#include <array>
#include <deque>
#include <limits>

#include "cluster/seeding.h"

namespace quant::core {
namespace {

// Returns |sum|^2 / n, the difference between the sum of squares of a set and its squared error
// around its mean.
double explained(const Moments &m) {
    if (m.n == 0) return 0;
    double squares = 0;
    for (const std::int64_t s : m.sum) {
        const auto value = static_cast<double>(s);
        squares += value * value;
    }
    return squares / static_cast<double>(m.n);
}

// A box: a list of cells.
struct WuBox {
    std::size_t first = 0, last = 0;  // its range in the list of cells
    bool of_colors = false;           // each cell is one color, see take_apart()
    std::size_t colors = 0;           // entries in the cells, 0 if of_colors
    Moments moments;
    double error = 0;  // sum of squared distances to the mean; 0 if it cannot be cut
};

// The cells of images with alpha are coarse, sixteenths of each coordinate, and such images are
// often drawings whose colors lie in few cells. Therefore a box of at most this many colors is cut
// between colors; without alpha, if it is a single cell. In a picture of a nearly even background,
// most pixels lie in a few cells.
inline constexpr std::size_t kFewColors = 1024;

// Cuts boxes.
class Cutter {
public:
    explicit Cutter(const Histogram &histogram) : histogram_(histogram) {
        cells_.reserve(histogram.cells().size());
        for (const Cell &cell : histogram.cells()) {
            Member member{&cell, {}};
            for (unsigned d = 0; d < histogram.dimensions(); ++d)
                member.place[d] = static_cast<std::uint8_t>(histogram.coordinate(cell, d));
            cells_.push_back(member);
        }
    }

    // Returns the box of all cells.
    WuBox whole() const { return box_of(0, cells_.size(), false); }

    // Cuts a box in two, `box` and `rest`, at the best plane. Returns false if no plane separates
    // its cells.
    bool cut(WuBox &box, WuBox &rest) {
        const bool is_small =
            histogram_.has_alpha() ? box.colors <= kFewColors : box.last - box.first == 1;
        if (is_small && !box.of_colors) take_apart(box);
        return cut_between_planes(box, rest);
    }

private:
    // A cell, or a color as a cell of its own, and between which planes it lies. Planes lie between
    // cells, or between 8-bit values.
    struct Member {
        const Cell *cell;
        std::array<std::uint8_t, kDimensions> place;
    };
    unsigned planes(const WuBox &box) const { return box.of_colors ? 256 : histogram_.side(); }

    bool cut_between_planes(WuBox &box, WuBox &rest) {
        for (unsigned d = 0; d < histogram_.dimensions(); ++d)
            std::fill_n(sums_[d].begin(), planes(box), Moments());
        for (std::size_t i = box.first; i < box.last; ++i)
            for (unsigned d = 0; d < histogram_.dimensions(); ++d)
                sums_[d][cells_[i].place[d]] += cells_[i].cell->moments;
        double best = -1;
        unsigned best_dimension = 0, best_plane = 0;
        for (unsigned d = 0; d < histogram_.dimensions(); ++d) {
            Moments below, above = box.moments;
            for (unsigned plane = 0; plane + 1 < planes(box); ++plane) {
                const Moments &between = sums_[d][plane];
                if (between.n == 0) continue;
                below += between;
                above -= between;
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
            cells_.begin() + static_cast<std::ptrdiff_t>(box.last),
            [&](const Member &member) { return member.place[best_dimension] <= best_plane; });
        const auto at = static_cast<std::size_t>(middle - cells_.begin());
        rest = box_of(at, box.last, box.of_colors);
        box = box_of(box.first, at, box.of_colors);
        return true;
    }

    // Replaces the cells of a box by cells of one color each, or of the colors that no plane
    // separates.
    void take_apart(WuBox &box) {
        const std::size_t first = cells_.size();
        for (std::size_t i = box.first; i < box.last; ++i) {
            if (histogram_.has_alpha()) {
                for_each_color(*cells_[i].cell, [&](const Point &color, std::uint32_t weight) {
                    add(color, weight, add_member(color));
                });
            } else {
                std::array<Cell *, kColorsPerCell> parts{};
                for_each_color(*cells_[i].cell, [&](const Point &color, std::uint32_t weight) {
                    const auto field = [&](std::size_t d) {
                        return static_cast<std::size_t>(color.x[d] / kPointScale % 8);
                    };
                    Cell *&part = parts[field(0) * 64 + field(1) * 8 + field(2)];
                    if (!part) part = &add_member(color);
                    add(color, weight, *part);
                });
            }
        }
        box.first = first;
        box.last = cells_.size();
        box.of_colors = true;
    }

    template <typename Visit>
    void for_each_color(const Cell &cell, Visit &&visit) const {
        std::array<Point, Histogram::kBlock> points;
        std::array<std::uint32_t, Histogram::kBlock> weights;
        for (std::size_t first = 0; first < cell.size; first += Histogram::kBlock) {
            const std::size_t count = std::min(Histogram::kBlock, cell.size - first);
            histogram_.load(cell, first, count, points.data(), weights.data());
            for (std::size_t i = 0; i < count; ++i) visit(points[i], weights[i]);
        }
    }

    // Appends an empty cell at the place of a color.
    Cell &add_member(const Point &color) {
        Member member{&colors_.emplace_back(), {}};
        for (std::size_t d = 0; d < kDimensions; ++d)
            member.place[d] = static_cast<std::uint8_t>(color.x[d] / kPointScale);
        cells_.push_back(member);
        return colors_.back();
    }
    static void add(const Point &color, std::uint32_t weight, Cell &cell) {
        cell.moments.add(color, weight);
        cell.squared += std::uint64_t{weight} * squared_length(color);
    }

    WuBox box_of(std::size_t first, std::size_t last, bool of_colors) const {
        WuBox box{first, last, of_colors, 0, {}, 0};
        std::uint64_t squared = 0;
        for (std::size_t i = first; i < last; ++i) {
            const Cell &cell = *cells_[i].cell;
            box.colors += cell.size;
            box.moments += cell.moments;
            squared += cell.squared;
        }
        box.error = static_cast<double>(squared) - explained(box.moments);
        return box;
    }

    const Histogram &histogram_;
    std::vector<Member> cells_;
    std::deque<Cell> colors_;
    std::array<std::array<Moments, 256>, kDimensions> sums_;  // the moments between two planes
};

}  // namespace

void add_worst_colors(const Histogram &histogram, std::size_t count, std::vector<Centroid> &seeds,
                      Team *team) {
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
    const std::vector<WeightedColor> colors = histogram.colors(team);
    Pace pace(team);
    const std::size_t run = (colors.size() + kMostColors - 1) / kMostColors;
    std::vector<Candidate> candidates;
    candidates.reserve(colors.size() / run + 1);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        if (i % run == 0)
            candidates.push_back({colors[i].point, 0, std::numeric_limits<std::uint32_t>::max()});
        candidates.back().weight += colors[i].weight;
        pace.is_stopped();
    }
    for (Candidate &candidate : candidates) {
        for (const Centroid &seed : seeds)
            candidate.distance = std::min(candidate.distance, distance(candidate.point, seed));
        pace.is_stopped(seeds.size());
    }
    while (seeds.size() < count) {
        // Of equal candidates, the first is taken, which has the lowest key.
        const auto worst = std::max_element(
            candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
                return a.weight * a.distance < b.weight * b.distance;
            });
        if (worst->distance == 0) break;
        seeds.push_back(centroid_of(worst->point));
        for (Candidate &candidate : candidates)
            candidate.distance =
                std::min(candidate.distance, distance(candidate.point, seeds.back()));
        pace.is_stopped(candidates.size());
        worst->distance = 0;  // not exactly 0 if rounding to a centroid moved the point
    }
}

std::vector<Centroid> seed_wu(const Histogram &histogram, std::size_t count, Team *team) {
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
        if (team) team->is_stopped(static_cast<double>(boxes.size()) / static_cast<double>(count));
    }
    std::vector<Centroid> seeds;
    seeds.reserve(boxes.size());
    for (const WuBox &box : boxes) seeds.push_back(centroid_of(box.moments));
    add_worst_colors(histogram, count, seeds, team);  // there may be few cells, and so few boxes
    return seeds;
}

}  // namespace quant::core
