// The inner loops. Each has a plain scalar form (scalar.cpp) and a vector form, which is written
// once in Highway (kernels.cpp) and compiled for every instruction set. All forms give the same
// bits.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "color/point.h"

namespace quant::core {

struct Cell;
struct ColorGrid;
struct DiffusedRow;
struct DiffusionRules;
struct OpponentForm;
struct PixelLayout;

// Returns two coordinates in 32 bits, the first one in the lower half, as an operand of a
// multiply-add of neighbors.
inline std::int32_t pair_of(std::int16_t first, std::int16_t second) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(second))
                                         << 16 |
                                     static_cast<std::uint16_t>(first));
}

// All or some centroids in the form that the kernels read: in pairs of coordinates. The ids ascend,
// so that the first of equal scores has the lowest index.
struct CentroidTable {
    CentroidTable() {}  // NOLINT(modernize-use-equals-default): leaves the arrays as they are
    explicit CentroidTable(std::span<const Centroid> centroids);

    // Appends the i-th centroid of another table.
    void append(const CentroidTable &from, std::size_t i) {
        id[size] = from.id[i];
        rg[size] = from.rg[i];
        ba[size] = from.ba[i];
        norm[size++] = from.norm[i];
    }

    std::size_t size = 0;
    std::uint8_t id[256];
    alignas(64) std::int32_t rg[256];
    alignas(64) std::int32_t ba[256];
    alignas(64) std::int32_t norm[256];
};

// The boxes of sixteen cells, or of sixteen groups of cells, side by side. Lanes that are not used
// must hold any valid box.
inline constexpr std::size_t kBoxLanes = 16;
struct BoxLanes {
    void set(std::size_t lane, const Point &lo, const Point &hi) {
        lo_rg[lane] = pair_of(lo.x[0], lo.x[1]);
        lo_ba[lane] = pair_of(lo.x[2], lo.x[3]);
        hi_rg[lane] = pair_of(hi.x[0], hi.x[1]);
        hi_ba[lane] = pair_of(hi.x[2], hi.x[3]);
    }

    alignas(64) std::int32_t lo_rg[kBoxLanes];
    alignas(64) std::int32_t lo_ba[kBoxLanes];
    alignas(64) std::int32_t hi_rg[kBoxLanes];
    alignas(64) std::int32_t hi_ba[kBoxLanes];
};

// The centroids of a list that can be nearest to some point of a box, for each of sixteen boxes.
struct Candidates {
    alignas(64) std::uint32_t masks[8][kBoxLanes];  // bit i % 32 of masks[i / 32]: the i-th can be
    alignas(64) std::uint32_t likely[kBoxLanes];    // the i of the centroid nearest to the middle
};

// Calls visit(place in the list) for each candidate of one lane, in ascending order.
template <typename Visit>
void for_each_candidate(const Candidates &candidates, std::size_t size, std::size_t lane,
                        Visit &&visit) {
    for (std::size_t word = 0; word * 32 < size; ++word)
        for (std::uint32_t bits = candidates.masks[word][lane]; bits != 0; bits &= bits - 1)
            visit(word * 32 + static_cast<std::size_t>(std::countr_zero(bits)));
}

// The sums of the coordinates of all points with one label. The bits of the last sum from
// kCountShift on hold the number of the points; up to kMostAccumulated points, the sum of the
// fourth coordinates does not reach them.
struct alignas(32) LabelSums {
    std::array<std::int64_t, kDimensions> sum;
};
inline constexpr unsigned kCountShift = 40;
inline constexpr std::size_t kMostAccumulated = std::size_t{1} << 23;
inline constexpr std::size_t kSumTables = 4;
using LabelSumTable = std::array<LabelSums, 256>;

// See Kernels::assign_listed.
inline constexpr std::uint32_t kIsLabel = std::uint32_t{1} << 31;
inline constexpr std::size_t kListSlack = 16;

// Pairs of colors: those that are equal, and others whose channels are all near.
struct PairCounts {
    std::uint64_t equal, near;
};

// One form of all kernels.
struct Kernels {
    // The name of the instruction set.
    const char *name;

    // Sets labels[i] to the place in the table of the centroid nearest to points[i], and scores[i]
    // to its score unless `scores` is null.
    void (*assign)(const Point *points, std::size_t count, const CentroidTable &centroids,
                   std::uint8_t *labels, std::int32_t *scores);

    // Sets labels[i] to the label of places[keys[i]], where keys[i] is the cell of points[i]: a
    // label with kIsLabel, or the place of a list. A list has its size n, and then for each of n
    // centroids rg, then ba, then norm (see CentroidTable), then the label. May read kListSlack
    // elements past the end of a list.
    void (*assign_listed)(const Point *points, const std::uint16_t *keys, std::size_t count,
                          const std::uint32_t *places, const std::int32_t *lists,
                          std::uint8_t *labels);

    // Sets distances[i] to the squared distance between the k-th centroid of a table and the i-th,
    // in units of centroids. There must be room for 256.
    void (*distances)(const CentroidTable &centroids, std::size_t k, std::int32_t *distances);

    // Adds points to the sums of their labels. Neighboring pixels often have the same label, and
    // then an addition would wait for the one before it. Therefore the points use kSumTables tables
    // in turn.
    void (*accumulate)(const Point *points, const std::uint8_t *labels, std::size_t count,
                       LabelSumTable *tables);

    // Returns the sum of the squared lengths of points.
    std::uint64_t (*sum_of_squares)(const Point *points, std::size_t count);

    // Writes the points, in sRGB, of pixels side by side (see color/image.h).
    void (*points_of_pixels)(const std::uint8_t *pixels, const PixelLayout &layout,
                             std::size_t count, Point *points);

    // Writes the points of mixtures of light (see color/opponent_table.h).
    void (*points_of_mixtures)(const OpponentForm &form,
                               const std::array<std::int32_t, 4> *mixtures, std::size_t count,
                               Point *points);

    // Writes the cell_key() of each point.
    void (*keys_of)(const Point *points, std::size_t count, bool has_alpha, std::uint16_t *keys);

    // Writes the cells and residues (see cell.h) of 8-bit pixels of 1 to 4 interleaved channels.
    // Alpha is ignored.
    void (*split_keys)(const std::uint8_t *pixels, unsigned channels, std::size_t count,
                       std::uint16_t *keys, std::uint16_t *residues);

    // Adds a block of 512 counters of one byte, one for each residue of a cell, to `sum`. A counter
    // that would exceed 255 becomes 255. Returns false if a counter of `sum` is 255 afterwards.
    bool (*add_counts)(const std::uint8_t *block, std::uint8_t *sum);

    // Writes the residue and the count of each counter that is not 0, in ascending order. Returns
    // the number of these counters.
    std::size_t (*list_counts)(const std::uint8_t *block, std::uint16_t *residues,
                               std::uint16_t *weights);

    // Set the box, the moments and the squared lengths of a cell, whose key must be set, from its
    // entries. May read 64 entries past the last one.
    void (*summarize_compact)(const std::uint16_t *residues, const std::uint16_t *weights,
                              std::size_t count, Cell &cell);
    void (*summarize_wide)(const Point *points, const std::uint32_t *weights, std::size_t count,
                           Cell &cell);

    // Drops, for each box, the centroids that score worse than the likely one (or equal, with a
    // higher index) at every point of the box. The result is exact if the list contains every
    // centroid that is nearest to a point in the box.
    void (*prune)(const BoxLanes &boxes, const CentroidTable &list, Candidates &candidates);

    // Split the entries of a cell among the centroids of a list: parts[i] becomes the moments of
    // the entries whose nearest centroid is the i-th. May read 64 entries past the last one.
    void (*split_compact)(const Cell &cell, const std::uint16_t *residues,
                          const std::uint16_t *weights, const CentroidTable &list, Moments *parts);
    void (*split_wide)(const Cell &cell, const Point *points, const std::uint32_t *weights,
                       const CentroidTable &list, Moments *parts);

    // Sets ids[i] to the index of the centroid nearest to points[i] (see color_grid.h).
    void (*look_up)(const ColorGrid &grid, const Point *points, std::size_t count,
                    std::uint8_t *ids);

    // Counts the pairs of a[i] and b[i], colors packed as by ImageView::load_colors(). Those are
    // near of which no channel differs by more than `near`.
    PairCounts (*count_pairs)(const std::uint64_t *a, const std::uint64_t *b, std::size_t count,
                              std::uint16_t near);

    // Dithers pixels of one row, or of kStripRows rows, side by side: `columns` of each row from
    // its first one on. A row must be so far behind the row above it that the errors which it gets
    // are there. `direction` is 1, or -1 for a row from the right to the left.
    void (*diffuse)(const DiffusionRules &diffusion, const DiffusedRow *rows, std::size_t count,
                    std::size_t columns, int direction);
};

// Returns the kernels in use: the best ones of this machine, unless the environment variable
// QUANT_FORCE_ISA or select_isa() chose others.
const Kernels &kernels();

// Returns the value of QUANT_FORCE_ISA if it names no available form and select_isa() has not
// chosen one since; otherwise null.
const char *unknown_isa();

// Returns the plain scalar form.
const Kernels &scalar_kernels();

// Returns the index-th vector form that this machine can run, best first, or null past the last
// one.
const Kernels *vector_kernels(std::size_t index);

// Returns the index-th form that this machine can run, best first and the scalar form last, or null
// past the last one.
const Kernels *available_kernels(std::size_t index);

// Selects a form by its name, whatever the case of the letters; null selects the best one. Returns
// false if no form has this name.
bool select_isa(const char *name);

}  // namespace quant::core
