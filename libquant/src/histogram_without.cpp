// A histogram without some of its colors: a copy, of which only the cells of those colors change.
#include <algorithm>

#include "histogram.h"

namespace quant::core {

std::uint64_t Histogram::count(const Point &color) const {
    std::uint64_t pixels = 0;
    Point point;
    std::uint32_t weight = 0;
    const std::uint16_t key = cell_key(color, has_alpha_);
    for (const Cell &cell : cells_) {
        for (std::size_t i = 0; cell.key == key && i < cell.size; ++i) {
            load(cell, i, 1, &point, &weight);
            if (point == color) pixels += weight;
        }
    }
    return pixels;
}

Histogram Histogram::without(std::span<const Point> colors) const {
    Histogram rest(has_alpha_);
    rest.cells_ = cells_;
    rest.unique_ = unique_;
    rest.total_ = total_;
    rest.squared_ = squared_;
    rest.entries_end_ = entries_end_;
    const auto copy = [&]<typename T>(const std::unique_ptr<T[]> &from, std::unique_ptr<T[]> &to) {
        if (!from) return;
        to = std::make_unique_for_overwrite<T[]>(entries_end_);
        for (const Cell &cell : cells_)
            std::copy_n(from.get() + cell.first, cell.size, to.get() + cell.first);
    };
    copy(residues_, rest.residues_);
    copy(compact_weights_, rest.compact_weights_);
    copy(points_, rest.points_);
    copy(weights_, rest.weights_);
    for (const Point &color : colors) rest.remove(color);
    return rest;
}

void Histogram::remove(const Point &color) {
    const auto cell = std::ranges::find(cells_, cell_key(color, has_alpha_), &Cell::key);
    if (cell == cells_.end()) return;
    Moments removed;
    std::size_t kept = cell->first;
    for (std::size_t i = 0; i < cell->size; ++i) {
        Point point;
        std::uint32_t weight = 0;
        load(*cell, i, 1, &point, &weight);
        if (point == color) {
            removed.add(point, weight);
            continue;
        }
        const std::size_t from = cell->first + i;
        if (residues_) {
            residues_[kept] = residues_[from];
            compact_weights_[kept] = compact_weights_[from];
        } else {
            points_[kept] = points_[from];
            weights_[kept] = weights_[from];
        }
        ++kept;
    }
    if (removed.n == 0) return;
    const std::uint64_t squared = removed.n * squared_length(color);
    cell->size = static_cast<std::uint32_t>(kept - cell->first);
    cell->moments -= removed;
    cell->squared -= squared;
    total_ -= removed;
    squared_ -= squared;
    --unique_;
}

}  // namespace quant::core
