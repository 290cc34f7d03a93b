// The plain forms of the kernels: what the vector forms are tested against.
#include <algorithm>

#include "../histogram.h"
#include "kernels.h"

namespace quant::core {
namespace {

void assign(const Point *points, std::size_t count, const CentroidTable &centroids,
            std::uint8_t *labels, std::int32_t *scores) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto &x = points[i].x;
        std::size_t best = 0;
        std::int32_t best_score = 0;
        for (std::size_t k = 0; k < centroids.size; ++k) {
            const auto low = [](std::int32_t pair) { return static_cast<std::int16_t>(pair); };
            const auto high = [](std::int32_t pair) { return pair >> 16; };
            const std::int32_t s = centroids.norm[k] -
                                   (x[0] * low(centroids.rg[k]) + x[1] * high(centroids.rg[k]) +
                                    x[2] * low(centroids.ba[k]) + x[3] * high(centroids.ba[k]));
            if (k == 0 || s < best_score) {
                best_score = s;
                best = k;
            }
        }
        labels[i] = static_cast<std::uint8_t>(best);
        if (scores) scores[i] = best_score;
    }
}

void split_keys(const std::uint8_t *pixels, unsigned channels, std::size_t count,
                std::uint16_t *keys, std::uint16_t *residues) {
    const std::size_t g_at = channels >= 3 ? 1 : 0, b_at = channels >= 3 ? 2 : 0;
    for (std::size_t i = 0; i < count; ++i, pixels += channels) {
        const unsigned r = pixels[0], g = pixels[g_at], b = pixels[b_at];
        keys[i] = static_cast<std::uint16_t>(r >> 3 << 10 | g >> 3 << 5 | b >> 3);
        residues[i] = static_cast<std::uint16_t>((r & 7) | (g & 7) << 3 | (b & 7) << 6);
    }
}

void summarize_cell(const std::uint16_t *residues, const std::uint16_t *weights, std::size_t count,
                    Cell &cell) {
    const Point base = cell_base(cell.key);
    cell.box.lo = cell.box.hi = residue_point(base, residues[0]);
    cell.moments = {};
    cell.squared = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Point p = residue_point(base, residues[i]);
        for (std::size_t d = 0; d < kDimensions; ++d) {
            cell.box.lo.x[d] = std::min(cell.box.lo.x[d], p.x[d]);
            cell.box.hi.x[d] = std::max(cell.box.hi.x[d], p.x[d]);
        }
        cell.moments.add(p, weights[i]);
        cell.squared += std::uint64_t{weights[i]} * squared_length(p);
    }
}

}  // namespace

const Kernels &scalar_kernels() {
    static constexpr Kernels table{"SCALAR", assign, split_keys, summarize_cell};
    return table;
}

}  // namespace quant::core
