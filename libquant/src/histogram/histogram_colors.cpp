// Builds a histogram from colors instead of pixels: sorts them by cell and by color and adds up
// equal ones. Also lists, counts and leaves out the colors of a histogram.
#include <algorithm>
#include <optional>
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

// Returns the colors sorted by cell in Morton order, and within each cell by point_key().
std::vector<WeightedColor> in_cells(std::span<const WeightedColor> colors, bool has_alpha) {
    const auto &order = morton_order(has_alpha);
    std::vector<std::size_t> heads(order.size());
    for (const WeightedColor &color : colors) ++heads[cell_key(color.point, has_alpha)];
    std::size_t position = 0;
    for (const std::uint16_t key : order) position += std::exchange(heads[key], position);
    std::vector<WeightedColor> sorted(colors.size());
    for (const WeightedColor &color : colors)
        sorted[heads[cell_key(color.point, has_alpha)]++] = color;
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto key = cell_key(first->point, has_alpha);
        const auto last = std::find_if(first, sorted.end(), [&](const WeightedColor &color) {
            return cell_key(color.point, has_alpha) != key;
        });
        std::ranges::sort(first, last, {},
                          [](const WeightedColor &c) { return point_key(c.point); });
        first = last;
    }
    return sorted;
}

// Merges neighbors of the same color.
void add_up_equal(std::vector<WeightedColor> &colors) {
    std::size_t kept = 0;
    for (const WeightedColor &color : colors) {
        if (kept > 0 && colors[kept - 1].point == color.point) {
            colors[kept - 1].weight += color.weight;
        } else {
            colors[kept++] = color;
        }
    }
    colors.resize(kept);
}

}  // namespace

Histogram::Histogram(std::vector<WeightedColor> colors, bool has_alpha) : has_alpha_(has_alpha) {
    std::uint64_t pixels = 0;
    for (const WeightedColor &color : colors) {
        if (color.weight > kMostPixels - pixels) throw std::length_error("too many pixels");
        pixels += color.weight;
    }
    if (pixels == 0) throw std::length_error("no pixels");

    colors = in_cells(colors, has_alpha);
    add_up_equal(colors);
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
        summarize(cell);
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

std::vector<WeightedColor> Histogram::colors() const {
    std::vector<WeightedColor> colors;
    for_each_block([&](const Point *points, const std::uint32_t *weights, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) colors.push_back({points[i], weights[i]});
    });
    std::ranges::sort(colors, {}, [](const WeightedColor &c) { return point_key(c.point); });
    add_up_equal(colors);
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
Histogram Histogram::without(std::span<const Point> colors) const {
    const Selection left_out(colors, has_alpha_);
    Histogram rest(has_alpha_, entries_end_, residues_ != nullptr);
    rest.unique_ = unique_;
    for (const Cell &cell : cells_) {
        Cell &copy = rest.cells_.emplace_back(cell);
        if (left_out.touches(cell)) {
            rest.unique_ -=
                rest.put_rest(*this, copy, [&](const Point &color) { return left_out.has(color); });
            if (copy.size == 0) rest.cells_.pop_back();
        } else if (residues_) {
            std::copy_n(&residues_[cell.first], cell.size, &rest.residues_[cell.first]);
            std::copy_n(&compact_weights_[cell.first], cell.size,
                        &rest.compact_weights_[cell.first]);
        } else {
            std::copy_n(&points_[cell.first], cell.size, &rest.points_[cell.first]);
            std::copy_n(&weights_[cell.first], cell.size, &rest.weights_[cell.first]);
        }
    }
    rest.add_up_cells();
    return rest;
}

template <typename IsLeftOut>
std::uint64_t Histogram::put_rest(const Histogram &from, Cell &cell, IsLeftOut &&is_left_out) {
    std::uint64_t dropped = 0;
    std::size_t end = cell.first;
    std::optional<Point> last;  // all entries of one color are neighbors
    for (std::size_t entry = 0; entry < cell.size; ++entry) {
        WeightedColor color;
        std::uint32_t weight = 0;
        from.load(cell, entry, 1, &color.point, &weight);
        color.weight = weight;
        if (!is_left_out(color.point)) {
            end += put(color, end);
        } else if (last != color.point) {
            last = color.point;
            ++dropped;
        }
    }
    cell.size = static_cast<std::uint32_t>(end - cell.first);
    if (cell.size > 0) summarize(cell);
    return dropped;
}

std::uint64_t Histogram::count(std::span<const Point> colors) const {
    const Selection counted(colors, has_alpha_);
    std::uint64_t pixels = 0;
    for (const Cell &cell : cells_) {
        if (!counted.touches(cell)) continue;
        for (std::size_t entry = 0; entry < cell.size; ++entry) {
            Point point;
            std::uint32_t weight = 0;
            load(cell, entry, 1, &point, &weight);
            if (counted.has(point)) pixels += weight;
        }
    }
    return pixels;
}

}  // namespace quant::core
