// Builds a histogram from colors instead of pixels: sorts them by cell and by color and adds up
// equal ones. Also lists, counts and leaves out the colors of a histogram.
#include <algorithm>
#include <stdexcept>
#include <utility>

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

// Returns an order by point_key() that lets a thread check while it sorts.
auto by_key(Pace &pace) {
    return [&pace](const WeightedColor &a, const WeightedColor &b) {
        pace.is_stopped();
        return point_key(a.point) < point_key(b.point);
    };
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
    std::vector<WeightedColor> sorted;
    sorted.reserve(colors.size());
    // The memory of very many colors takes long to touch.
    while (sorted.size() < colors.size()) {
        const std::size_t some = std::min(colors.size() - sorted.size(), kUnitPixels);
        sorted.resize(sorted.size() + some);
        pace.is_stopped(some);
    }
    for (const WeightedColor &color : colors) {
        sorted[heads[cell_key(color.point, has_alpha)]++] = color;
        pace.is_stopped();
    }
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto key = cell_key(first->point, has_alpha);
        const auto last = std::find_if(first, sorted.end(), [&](const WeightedColor &color) {
            return cell_key(color.point, has_alpha) != key;
        });
        std::ranges::sort(first, last, by_key(pace));
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
    if (compact) {
        residues_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries_end_);
        compact_weights_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries_end_);
    } else {
        points_ = std::make_unique_for_overwrite<Point[]>(entries_end_);
        weights_ = std::make_unique_for_overwrite<std::uint32_t[]>(entries_end_);
    }
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
        if (compact) {
            summarize_compact(cell);
        } else {
            summarize_wide(cell);
        }
    }
    add_up_cells();
}

std::size_t Histogram::put(const WeightedColor &color, std::size_t entry) {
    if (points_) {
        points_[entry] = color.point;
        weights_[entry] = static_cast<std::uint32_t>(color.weight);
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

std::size_t Histogram::entries() const {
    std::size_t entries = 0;
    for (const Cell &cell : cells_) entries += cell.size;
    return entries;
}

std::vector<WeightedColor> Histogram::colors(Team *team) const {
    std::vector<WeightedColor> colors;
    colors.reserve(entries());
    for_each_block(
        [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) colors.push_back({points[i], weights[i]});
        },
        team);
    Pace pace(team);
    std::ranges::sort(colors, by_key(pace));
    add_up_equal(colors, pace);
    return colors;
}

namespace {

// Tells whether a color is one of a set of colors.
class Selection {
public:
    explicit Selection(std::span<const Point> colors) {
        for (const Point &color : colors) keys_.push_back(point_key(color));
        std::ranges::sort(keys_);
    }
    bool has(const Point &color) const {
        return std::ranges::binary_search(keys_, point_key(color));
    }

private:
    std::vector<std::uint64_t> keys_;
};

}  // namespace

Histogram Histogram::without(std::span<const Point> colors, Team *team) const {
    const Selection left_out(colors);
    std::vector<WeightedColor> rest;
    rest.reserve(entries());
    for_each_block(
        [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i)
                if (!left_out.has(points[i])) rest.push_back({points[i], weights[i]});
        },
        team);
    return Histogram(std::move(rest), has_alpha_, team);
}

std::uint64_t Histogram::count(std::span<const Point> colors, Team *team) const {
    const Selection counted(colors);
    std::uint64_t pixels = 0;
    for_each_block(
        [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i)
                if (counted.has(points[i])) pixels += weights[i];
        },
        team);
    return pixels;
}

}  // namespace quant::core
