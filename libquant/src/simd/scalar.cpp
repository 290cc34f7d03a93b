// The plain forms of the kernels, against which the vector forms are tested.
#include <algorithm>

#include "color/cell.h"
#include "color/image.h"
#include "color/opponent_table.h"
#include "simd/diffusion.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

Point point_at(std::int32_t rg, std::int32_t ba) {
    const auto low = [](std::int32_t pair) { return static_cast<std::int16_t>(pair); };
    const auto high = [](std::int32_t pair) { return static_cast<std::int16_t>(pair >> 16); };
    return {{low(rg), high(rg), low(ba), high(ba)}};
}
Centroid centroid_at(const CentroidTable &table, std::size_t k) {
    return {point_at(table.rg[k], table.ba[k]).x};
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

void assign_listed(const Point *points, const std::uint16_t *keys, std::size_t count,
                   const std::uint32_t *places, const std::int32_t *lists, std::uint8_t *labels) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t place = places[keys[i]];
        if ((place & kIsLabel) != 0) {
            labels[i] = static_cast<std::uint8_t>(place);
            continue;
        }
        const auto size = static_cast<std::size_t>(lists[place]);
        const std::int32_t *rg = &lists[place + 1], *ba = rg + size, *norm = ba + size;
        std::size_t best = 0;
        std::int32_t best_score = 0;
        for (std::size_t k = 0; k < size; ++k) {
            const std::int32_t s = score(points[i], {point_at(rg[k], ba[k]).x}, norm[k]);
            if (k == 0 || s < best_score) {
                best_score = s;
                best = k;
            }
        }
        labels[i] = static_cast<std::uint8_t>(norm[size + best]);
    }
}

void distances(const CentroidTable &centroids, std::size_t k, std::int32_t *distances) {
    const Centroid from = centroid_at(centroids, k);
    for (std::size_t i = 0; i < centroids.size; ++i) {
        const Centroid to = centroid_at(centroids, i);
        distances[i] = 0;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const std::int32_t difference = to.x[d] - from.x[d];
            distances[i] += difference * difference;
        }
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

std::uint64_t sum_of_squares(const Point *points, std::size_t count) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += squared_length(points[i]);
    return sum;
}

void split_keys(const std::uint8_t *pixels, unsigned channels, std::size_t count,
                std::uint16_t *keys, std::uint16_t *residues) {
    const std::size_t g_at = channels >= 3 ? 1 : 0, b_at = channels >= 3 ? 2 : 0;
    for (std::size_t i = 0; i < count; ++i, pixels += channels) {
        const unsigned r = pixels[0], g = pixels[g_at], b = pixels[b_at];
        keys[i] = static_cast<std::uint16_t>(r >> 3 << 10 | g >> 3 << 5 | b >> 3);
        residues[i] = static_cast<std::uint16_t>((r & 7) << 6 | (g & 7) << 3 | (b & 7));
    }
}

bool add_counts(const std::uint8_t *block, std::uint8_t *sum) {
    bool fit = true;
    for (std::size_t i = 0; i < kColorsPerCell; ++i) {
        sum[i] = static_cast<std::uint8_t>(std::min(255, sum[i] + block[i]));
        fit &= sum[i] < 255;
    }
    return fit;
}

std::size_t list_counts(const std::uint8_t *block, std::uint16_t *residues,
                        std::uint16_t *weights) {
    std::size_t listed = 0;
    for (std::size_t residue = 0; residue < kColorsPerCell; ++residue) {
        if (block[residue] == 0) continue;
        residues[listed] = static_cast<std::uint16_t>(residue);
        weights[listed++] = block[residue];
    }
    return listed;
}

void keys_of(const Point *points, std::size_t count, bool has_alpha, std::uint16_t *keys) {
    for (std::size_t i = 0; i < count; ++i) keys[i] = cell_key(points[i], has_alpha);
}

// Begins the summary of a cell with the point of its first entry.
void begin_summary(const Point &first, Cell &cell) {
    cell.box = {first, first};
    cell.moments = {};
    cell.squared = 0;
}

void add_to_summary(const Point &p, std::uint32_t weight, Cell &cell) {
    for (std::size_t d = 0; d < kDimensions; ++d) {
        cell.box.lo.x[d] = std::min(cell.box.lo.x[d], p.x[d]);
        cell.box.hi.x[d] = std::max(cell.box.hi.x[d], p.x[d]);
    }
    cell.moments.add(p, weight);
    cell.squared += std::uint64_t{weight} * squared_length(p);
}

void summarize_compact(const std::uint16_t *residues, const std::uint16_t *weights,
                       std::size_t count, Cell &cell) {
    const Point base = cell_base(cell.key);
    begin_summary(residue_point(base, residues[0]), cell);
    for (std::size_t i = 0; i < count; ++i)
        add_to_summary(residue_point(base, residues[i]), weights[i], cell);
}

void summarize_wide(const Point *points, const std::uint32_t *weights, std::size_t count,
                    Cell &cell) {
    begin_summary(points[0], cell);
    for (std::size_t i = 0; i < count; ++i) add_to_summary(points[i], weights[i], cell);
}

// Returns the least value of score(x, c) - score(x, reference) over the box. The difference is
// linear in x, so its least value is at a corner.
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

void split_wide(const Cell &cell, const Point *points, const std::uint32_t *weights,
                const CentroidTable &list, Moments *parts) {
    std::fill_n(parts, list.size, Moments{});
    for (std::size_t i = 0; i < cell.size; ++i) {
        std::uint8_t nearest_in_list = 0;
        assign(&points[i], 1, list, &nearest_in_list, nullptr);
        parts[nearest_in_list].add(points[i], weights[i]);
    }
}

void split_compact(const Cell &cell, const std::uint16_t *residues, const std::uint16_t *weights,
                   const CentroidTable &list, Moments *parts) {
    const Point base = cell_base(cell.key);
    std::fill_n(parts, list.size, Moments{});
    for (std::size_t i = 0; i < cell.size; ++i) {
        const Point p = residue_point(base, residues[i]);
        std::uint8_t nearest_in_list = 0;
        assign(&p, 1, list, &nearest_in_list, nullptr);
        parts[nearest_in_list].add(p, weights[i]);
    }
}

void points_of_mixtures(const OpponentForm &form, const std::array<std::int32_t, 4> *mixtures,
                        std::size_t count, Point *points) {
    for (std::size_t i = 0; i < count; ++i) points[i] = form.point_of(mixtures[i]);
}

void look_up(const ColorGrid &grid, const Point *points, std::size_t count, std::uint8_t *ids) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto &x = points[i].x;
        ids[i] = grid.nearest<4>({x[0], x[1], x[2], x[3]});
    }
}

void diffuse_pixel(const DiffusionRules &diffusion, const DiffusedRow &row, std::ptrdiff_t x,
                   int direction) {
    PixelError &own = row.errors[0][x];
    if (row.settled[x] != DiffusedRow::kFree) {
        row.indices[x] = static_cast<std::uint8_t>(row.settled[x]);
        own = {};
        return;
    }
    std::array<std::int32_t, kDimensions> color;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        std::int32_t sum = 1 << (kErrorBits - 1);
        for (std::size_t i = 0; i < diffusion.size; ++i) {
            const ErrorShare &share = diffusion.shares[i];
            sum += share.weight *
                   row.errors[static_cast<std::size_t>(share.dy)][x - direction * share.dx].x[d];
        }
        color[d] = std::clamp<std::int32_t>(row.points[x].x[d] + (sum >> kErrorBits), 0,
                                            diffusion.most[d]);
    }
    const bool is_opaque = row.points[x].x[3] == diffusion.most[3];
    if (is_opaque) color[3] = diffusion.most[3];
    row.indices[x] = is_opaque && diffusion.opaque ? diffusion.opaque->nearest(color)
                                                   : diffusion.grid.nearest(color);
    const Point entry = diffusion.entries[row.indices[x]];
    for (std::size_t d = 0; d < kDimensions; ++d)
        own.x[d] = static_cast<std::int16_t>(color[d] - entry.x[d]);
    if (is_opaque) own.x[3] = 0;
}

void diffuse(const DiffusionRules &diffusion, const DiffusedRow *rows, std::size_t count,
             std::size_t columns, int direction) {
    for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t r = 0; r < count; ++r)
            diffuse_pixel(diffusion, rows[r], direction * static_cast<std::ptrdiff_t>(i),
                          direction);
}

PairCounts count_pairs(const std::uint64_t *a, const std::uint64_t *b, std::size_t count,
                       std::uint16_t near) {
    PairCounts counts{};
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t most = 0;
        for (unsigned c = 0; c < 64; c += 16) {
            const auto u = static_cast<std::uint32_t>(a[i] >> c & 0xFFFF),
                       v = static_cast<std::uint32_t>(b[i] >> c & 0xFFFF);
            most = std::max(most, u > v ? u - v : v - u);
        }
        counts.equal += most == 0;
        counts.near += most > 0 && most <= near;
    }
    return counts;
}

}  // namespace

const Kernels &scalar_kernels() {
    static constexpr Kernels table{"SCALAR",
                                   assign,
                                   assign_listed,
                                   distances,
                                   accumulate,
                                   sum_of_squares,
                                   points_of_pixels,
                                   points_of_mixtures,
                                   keys_of,
                                   split_keys,
                                   add_counts,
                                   list_counts,
                                   summarize_compact,
                                   summarize_wide,
                                   prune,
                                   split_compact,
                                   split_wide,
                                   look_up,
                                   count_pairs,
                                   diffuse};
    return table;
}

}  // namespace quant::core
