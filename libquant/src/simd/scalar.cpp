// The plain forms of the kernels: what the vector forms are tested against.
#include <algorithm>

#include "../histogram.h"
#include "kernels.h"

namespace quant::core {
namespace {

Point point_at(std::int32_t rg, std::int32_t ba) {
    const auto low = [](std::int32_t pair) { return static_cast<std::int16_t>(pair); };
    const auto high = [](std::int32_t pair) { return static_cast<std::int16_t>(pair >> 16); };
    return {{low(rg), high(rg), low(ba), high(ba)}};
}
Centroid centroid_at(const CentroidTable &table, std::size_t k) {
    return point_at(table.rg[k], table.ba[k]);
}

void assign(const Point *points, std::size_t count, const CentroidTable &centroids,
            std::uint8_t *labels, std::int32_t *scores) {
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t best = 0;
        std::int32_t best_score = 0;
        for (std::size_t k = 0; k < centroids.size; ++k) {
            const std::int32_t s = score(points[i], centroid_at(centroids, k), centroids.norm[k]);
            if (k == 0 || s < best_score) {
                best_score = s;
                best = k;
            }
        }
        labels[i] = static_cast<std::uint8_t>(best);
        if (scores) scores[i] = best_score;
    }
}

void accumulate(const Point *points, const std::uint8_t *labels, std::size_t count,
                LabelSumTable *tables) {
    for (std::size_t i = 0; i < count; ++i) {
        LabelSums &sums = tables[i % kSumTables][labels[i]];
        for (std::size_t d = 0; d < kDimensions; ++d) sums.sum[d] += points[i].x[d];
        sums.sum[3] += std::int64_t{1} << kCountShift;
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

// The least of score(x, c) - score(x, reference) over the box: linear in x, so it is at a corner.
std::int64_t least_lead(const Point &lo, const Point &hi, const CentroidTable &list, std::size_t k,
                        std::size_t reference) {
    const Centroid c = centroid_at(list, k), r = centroid_at(list, reference);
    std::int64_t lead = std::int64_t{list.norm[k]} - list.norm[reference];
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const std::int64_t direction = c.x[d] - r.x[d];
        lead -= direction * (direction > 0 ? hi.x[d] : lo.x[d]);
    }
    return lead;
}

void prune(const BoxLanes &boxes, const CentroidTable &list, Candidates &candidates) {
    for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
        const Point lo = point_at(boxes.lo_rg[lane], boxes.lo_ba[lane]);
        const Point hi = point_at(boxes.hi_rg[lane], boxes.hi_ba[lane]);
        Point middle{};
        for (std::size_t d = 0; d < kDimensions; ++d)
            middle.x[d] = static_cast<std::int16_t>((lo.x[d] + hi.x[d] + 1) / 2);
        std::uint8_t likely = 0;
        assign(&middle, 1, list, &likely, nullptr);
        candidates.likely[lane] = likely;
        for (std::size_t word = 0; word * 32 < list.size; ++word) candidates.masks[word][lane] = 0;
        for (std::size_t k = 0; k < list.size; ++k) {
            const std::int64_t lead = least_lead(lo, hi, list, k, likely);
            if (lead < 0 || (lead == 0 && k <= likely))
                candidates.masks[k / 32][lane] |= 1U << k % 32;
        }
    }
}

void move_entry(const Point &p, std::uint32_t weight, std::uint8_t &label, std::uint8_t to,
                Moments *clusters) {
    if (label == to) return;
    Moments moved;
    moved.add(p, weight);
    clusters[label] -= moved;
    clusters[to] += moved;
    label = to;
}

void assign_wide(const Point *points, const std::uint32_t *weights, std::uint8_t *labels,
                 std::size_t count, const CentroidTable &list, Moments *clusters) {
    for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t nearest_in_list = 0;
        assign(&points[i], 1, list, &nearest_in_list, nullptr);
        move_entry(points[i], weights[i], labels[i], list.id[nearest_in_list], clusters);
    }
}

void assign_compact(const Point &base, const std::uint16_t *residues, const std::uint16_t *weights,
                    std::uint8_t *labels, std::size_t count, const CentroidTable &list,
                    Moments *clusters) {
    for (std::size_t i = 0; i < count; ++i) {
        const Point p = residue_point(base, residues[i]);
        const std::uint32_t weight = weights[i];
        assign_wide(&p, &weight, &labels[i], 1, list, clusters);
    }
}

}  // namespace

const Kernels &scalar_kernels() {
    static constexpr Kernels table{"SCALAR",       assign, accumulate,     split_keys,
                                   summarize_cell, prune,  assign_compact, assign_wide};
    return table;
}

}  // namespace quant::core
