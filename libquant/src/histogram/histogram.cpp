// Chooses the form of a histogram, and reads entries of either form.
#include "histogram/histogram.h"

#include <algorithm>

#include "simd/kernels.h"

namespace quant::core {

Histogram::Histogram(const ImageView &image, Team &team) : has_alpha_(image.has_alpha()) {
    if (image.has_byte_points()) {
        build_compact(image, team);
    } else {
        build_wide(image, team);
    }
    add_up_cells();
}

void Histogram::make_room(bool compact) {
    if (compact) {
        residues_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries_end_);
        compact_weights_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries_end_);
    } else {
        points_ = std::make_unique_for_overwrite<Point[]>(entries_end_);
        weights_ = std::make_unique_for_overwrite<std::uint32_t[]>(entries_end_);
    }
}

void Histogram::summarize(Cell &cell) {
    if (residues_) {
        kernels().summarize_compact(&residues_[cell.first], &compact_weights_[cell.first],
                                    cell.size, cell);
    } else {
        kernels().summarize_wide(points_.get() + cell.first, weights_.get() + cell.first, cell.size,
                                 cell);
    }
}

void Histogram::add_up_cells() {
    for (const Cell &cell : cells_) {
        total_ += cell.moments;
        squared_ += cell.squared;
    }
}

unsigned Histogram::coordinate(const Cell &cell, unsigned dimension) const {
    const unsigned bits = has_alpha_ ? 4 : 5;
    return cell.key >> ((dimensions() - 1 - dimension) * bits) & (side() - 1);
}

void Histogram::load(const Cell &cell, std::size_t first, std::size_t count, Point *points,
                     std::uint32_t *weights) const {
    const std::size_t begin = cell.first + first;
    if (!residues_) {
        std::copy_n(points_.get() + begin, count, points);
        std::copy_n(weights_.get() + begin, count, weights);
        return;
    }
    const Point base = cell_base(cell.key);
    for (std::size_t i = 0; i < count; ++i) {
        points[i] = residue_point(base, residues_[begin + i]);
        weights[i] = compact_weights_[begin + i];
    }
}

}  // namespace quant::core
