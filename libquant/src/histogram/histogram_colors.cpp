// Builds a histogram from colors instead of pixels: sorts them by cell and by color and adds up
// equal ones. Also lists, counts and leaves out the colors of a histogram.
#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/sort.h"
#include "histogram/histogram.h"

namespace quant::core {
namespace {

// Returns whether the compact form can hold the colors: their coordinates must be those of 8-bit
// channels.
bool fits_compact(std::span<const WeightedColor> colors, bool has_alpha) {
    return !has_alpha && std::ranges::all_of(colors, [](const WeightedColor &color) {
        return std::ranges::all_of(color.point.x, [](int v) { return v % kPointScale == 0; });
    });
}

std::uint16_t residue_of(const Point &p) {
    const auto field = [&](std::size_t d) { return p.x[d] / kPointScale % 8; };
    return static_cast<std::uint16_t>(field(0) << 6 | field(1) << 3 | field(2));
}

void sort_by_key(std::span<WeightedColor> colors, Pace &pace) {
    const auto is_lower = [](const WeightedColor &a, const WeightedColor &b) {
        return point_key(a.point) < point_key(b.point);
    };
    sort_with_checks(colors, is_lower, pace);
}

// Returns room for colors. The memory of very many colors takes long to touch.
std::vector<WeightedColor> room_for(std::size_t count, Pace &pace) {
    std::vector<WeightedColor> room;
    room.reserve(count);
    while (room.size() < count) {
        const std::size_t some = std::min(count - room.size(), kUnitPixels);
        room.resize(room.size() + some);
        pace.is_stopped(some);
    }
    return room;
}

// Returns the colors sorted by cell in Morton order, and within each cell by point_key().
std::vector<WeightedColor> in_cells(std::span<const WeightedColor> colors, bool has_alpha,
                                    Pace &pace) {
    const auto &order = morton_order(has_alpha);
    std::vector<std::size_t> heads(order.size());
    for (const WeightedColor &color : colors) {
        ++heads[cell_key(color.point, has_alpha)];
        pace.is_stopped();
    }
    std::size_t position = 0;
    for (const std::uint16_t key : order) position += std::exchange(heads[key], position);
    std::vector<WeightedColor> sorted = room_for(colors.size(), pace);
    for (const WeightedColor &color : colors) {
        sorted[heads[cell_key(color.point, has_alpha)]++] = color;
        pace.is_stopped();
    }
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto key = cell_key(first->point, has_alpha);
        const auto last = std::find_if(first, sorted.end(), [&](const WeightedColor &color) {
            return cell_key(color.point, has_alpha) != key;
        });
        sort_by_key({first, last}, pace);
        first = last;
    }
    return sorted;
}

// Merges neighbors of the same color.
void add_up_equal(std::vector<WeightedColor> &colors, Pace &pace) {
    std::size_t kept = 0;
    for (const WeightedColor &color : colors) {
        if (kept > 0 && colors[kept - 1].point == color.point) {
            colors[kept - 1].weight += color.weight;
        } else {
            colors[kept++] = color;
        }
        pace.is_stopped();
    }
    colors.resize(kept);
}

}  // namespace

Histogram::Histogram(std::vector<WeightedColor> colors, bool has_alpha, Team *team)
    : has_alpha_(has_alpha) {
    Pace pace(team);
    std::uint64_t pixels = 0;
    for (const WeightedColor &color : colors) {
        if (color.weight > kMostPixels - pixels) throw std::length_error("too many pixels");
        pixels += color.weight;
    }
    if (pixels == 0) throw std::length_error("no pixels");

    colors = in_cells(colors, has_alpha, pace);
    add_up_equal(colors, pace);
    unique_ = colors.size();

    const bool compact = fits_compact(colors, has_alpha);
    // A color needs one entry, or one more for each full weight that is split off.
    entries_end_ = colors.size() + (compact ? pixels / kMostCompactWeight : 0) + kSlack +
                   (morton_order(has_alpha).size() / kCellsPerGap + 1) * kSlack;
    make_room(compact);
    std::size_t entry = 0;
    for (std::size_t i = 0; i < colors.size();) {
        if (cells_.size() % kCellsPerGap == 0) entry += kSlack;
        Cell &cell = cells_.emplace_back();
        cell.key = cell_key(colors[i].point, has_alpha);
        cell.first = entry;
        for (; i < colors.size() && cell_key(colors[i].point, has_alpha) == cell.key; ++i)
            entry += put(colors[i], entry);
        cell.size = static_cast<std::uint32_t>(entry - cell.first);
        pace.is_stopped(cell.size);
        summarize(cell);
    }
    add_up_cells();
}

std::size_t Histogram::put(const WeightedColor &color, std::size_t entry) {
    if (points_) {
        points_.get()[entry] = color.point;
        weights_.get()[entry] = static_cast<std::uint32_t>(color.weight);
        return 1;
    }
    std::size_t count = 0;
    for (std::uint64_t left = color.weight; left > 0; ++count) {
        const std::uint64_t weight = std::min<std::uint64_t>(left, kMostCompactWeight);
        residues_[entry + count] = residue_of(color.point);
        compact_weights_[entry + count] = static_cast<std::uint16_t>(weight);
        left -= weight;
    }
    return count;
}

// Sorts by the first coordinate by counting, and only colors that are equal in it by comparing.
// Goes on to the end if the work is stopped, because a part of the list would be of no use.
std::vector<WeightedColor> Histogram::colors(Team *team) const {
    Pace pace(team);
    const auto first_coordinate = [](const Point &p) { return static_cast<std::size_t>(p.x[0]); };
    std::vector<std::size_t> heads(std::size_t{kPointMax} + 2);
    std::size_t entries = 0;
    for_each_block([&](const Point *points, const std::uint32_t *, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) ++heads[first_coordinate(points[i]) + 1];
        entries += count;
        pace.is_stopped(count);
    });
    std::partial_sum(heads.begin(), heads.end(), heads.begin());
    std::vector<WeightedColor> colors = room_for(entries, pace);
    for_each_block([&](const Point *points, const std::uint32_t *weights, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            colors[heads[first_coordinate(points[i])]++] = {points[i], weights[i]};
        pace.is_stopped(count);
    });
    // Now each head is the end of its colors.
    auto first = colors.begin();
    for (const std::size_t head : heads) {
        const auto last = colors.begin() + static_cast<std::ptrdiff_t>(head);
        if (first < last) sort_by_key({first, last}, pace);
        first = last;
    }
    add_up_equal(colors, pace);
    return colors;
}

namespace {

// A set of colors, and the cells that they lie in.
class Selection {
public:
    Selection(std::span<const Point> colors, bool has_alpha) : cells_(std::size_t{1} << 16) {
        for (const Point &color : colors) {
            keys_.push_back(point_key(color));
            cells_[cell_key(color, has_alpha)] = true;
        }
        std::ranges::sort(keys_);
    }
    bool has(const Point &color) const {
        return std::ranges::binary_search(keys_, point_key(color));
    }
    bool touches(const Cell &cell) const { return cells_[cell.key]; }

private:
    std::vector<std::uint64_t> keys_;
    std::vector<bool> cells_;  // by key
};

}  // namespace

// Copies the cells, and takes apart only those that the colors lie in.
Histogram Histogram::without(std::span<const Point> colors, Team *team) const {
    Pace pace(team);
    const Selection left_out(colors, has_alpha_);
    Histogram rest(has_alpha_);
    rest.unique_ = unique_;
    rest.entries_end_ = entries_end_;
    if (residues_) {
        rest.make_room(true);
    } else {
        rest.points_ = points_;
        rest.weights_ = weights_;
    }
    for (const Cell &cell : cells_) {
        Cell &copy = rest.cells_.emplace_back(cell);
        if (residues_) {
            pace.is_stopped(cell.size);
            std::copy_n(&residues_[cell.first], cell.size, &rest.residues_[cell.first]);
            std::copy_n(&compact_weights_[cell.first], cell.size,
                        &rest.compact_weights_[cell.first]);
        }
        pace.is_stopped();
        if (!left_out.touches(cell)) continue;
        rest.unique_ -= rest.drop(copy, [&](const Point &color) {
            pace.is_stopped();
            return left_out.has(color);
        });
        if (copy.size == 0) rest.cells_.pop_back();
    }
    rest.add_up_cells();
    return rest;
}

template <typename IsLeftOut>
std::uint64_t Histogram::drop(Cell &cell, IsLeftOut &&is_left_out) {
    std::uint64_t dropped = 0;
    std::size_t kept = 0;
    std::optional<Point> last;  // all entries of one color are neighbors
    for (std::size_t entry = 0; entry < cell.size; ++entry) {
        Point point;
        std::uint32_t weight = 0;
        load(cell, entry, 1, &point, &weight);
        if (is_left_out(point)) {
            dropped += last != point;
            last = point;
            continue;
        }
        const std::size_t from = cell.first + entry, to = cell.first + kept++;
        if (residues_) {
            std::swap(residues_[from], residues_[to]);
            std::swap(compact_weights_[from], compact_weights_[to]);
        } else {
            std::swap(points_.get()[from], points_.get()[to]);
            std::swap(weights_.get()[from], weights_.get()[to]);
        }
    }
    cell.size = static_cast<std::uint32_t>(kept);
    if (kept > 0) summarize(cell);
    return dropped;
}

std::uint64_t Histogram::count(std::span<const Point> colors, Team *team) const {
    Pace pace(team);
    const Selection counted(colors, has_alpha_);
    std::uint64_t pixels = 0;
    for (const Cell &cell : cells_) {
        if (!counted.touches(cell)) continue;
        for (std::size_t entry = 0; entry < cell.size; ++entry) {
            Point point;
            std::uint32_t weight = 0;
            load(cell, entry, 1, &point, &weight);
            if (counted.has(point)) pixels += weight;
            pace.is_stopped();
        }
    }
    return pixels;
}

}  // namespace quant::core
