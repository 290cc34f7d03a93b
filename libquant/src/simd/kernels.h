// The inner loops, each in a plain scalar form (scalar.cpp) and in a vector form written once in
// Highway (kernels.cpp) and compiled for every instruction set. All forms give the same bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "color/point.h"

namespace quant::core {

struct Cell;

// Two coordinates in 32 bits, the first one lowest: what a multiply-add of neighbors takes.
inline std::int32_t pair_of(std::int16_t first, std::int16_t second) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(second))
                                         << 16 |
                                     static_cast<std::uint16_t>(first));
}

// Centroids, all or some of them, as the kernels read them: in pairs of coordinates. ids are
// ascending, so that the first of equal scores is the lowest index.
struct CentroidTable {
    CentroidTable() {}  // NOLINT(modernize-use-equals-default): leaves the arrays as they are
    explicit CentroidTable(std::span<const Centroid> centroids);

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

// The boxes of sixteen cells, or of sixteen groups of them, side by side. Lanes that are not used
// hold any valid box.
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

// Which centroids of a list can be nearest to a point of each of sixteen boxes.
struct Candidates {
    alignas(64) std::uint32_t masks[8][kBoxLanes];  // bit i % 32 of masks[i / 32]: the i-th one can
    alignas(64) std::uint32_t likely[kBoxLanes];    // the one nearest to the middle
};

// Sums over points with one label. The last one has their number above bit kCountShift, which the
// sum of the fourth coordinates does not reach before kMostAccumulated points.
struct alignas(32) LabelSums {
    std::array<std::int64_t, kDimensions> sum;
};
inline constexpr unsigned kCountShift = 40;
inline constexpr std::size_t kMostAccumulated = std::size_t{1} << 23;
inline constexpr std::size_t kSumTables = 4;
using LabelSumTable = std::array<LabelSums, 256>;

struct Kernels {
    const char *name;

    // labels[i] = the centroid nearest to points[i]; its score goes to scores[i] unless that is
    // null.
    void (*assign)(const Point *points, std::size_t count, const CentroidTable &centroids,
                   std::uint8_t *labels, std::int32_t *scores);

    // Adds points to the sums of their labels. Neighboring pixels often have one label, and an
    // addition would wait for the one before it: they take turns at the tables of sums.
    void (*accumulate)(const Point *points, const std::uint8_t *labels, std::size_t count,
                       LabelSumTable *tables);

    // Cells and residues (see histogram.h) of 8-bit pixels of 1 to 4 interleaved channels, alpha
    // ignored.
    void (*split_keys)(const std::uint8_t *pixels, unsigned channels, std::size_t count,
                       std::uint16_t *keys, std::uint16_t *residues);

    // Blocks of 512 counters of one byte, for the residues of a cell. Adds to `sum`; false if one
    // of its counters is 255 afterwards, as those are that would not have fit.
    bool (*add_counts)(const std::uint8_t *block, std::uint8_t *sum);

    // Writes residue and count of each counter that is not 0, in order; returns their number.
    std::size_t (*list_counts)(const std::uint8_t *block, std::uint16_t *residues,
                               std::uint16_t *weights);

    // Box, moments and squared length of the compact entries of one cell, whose key is set. May
    // read 64 entries past the last.
    void (*summarize_cell)(const std::uint16_t *residues, const std::uint16_t *weights,
                           std::size_t count, Cell &cell);

    // Exact for each box as long as every centroid that is nearest to a point in it is in the list:
    // drops those that score worse than the likely one (or equal, with a higher index) all over the
    // box.
    void (*prune)(const BoxLanes &boxes, const CentroidTable &list, Candidates &candidates);

    // Parts the entries of one cell among a few centroids: parts[i] becomes the moments of those
    // that are nearest to the i-th of the list. May read 64 entries past the last.
    void (*split_compact)(const Cell &cell, const std::uint16_t *residues,
                          const std::uint16_t *weights, const CentroidTable &list, Moments *parts);
    void (*split_wide)(const Cell &cell, const Point *points, const std::uint32_t *weights,
                       const CentroidTable &list, Moments *parts);
};

// Those in use: the best ones of this machine, unless the environment variable QUANT_FORCE_ISA or
// select_isa() said otherwise.
const Kernels &kernels();

const Kernels &scalar_kernels();

// The index-th vector form that this machine can run, best first; null past the last one.
const Kernels *vector_kernels(std::size_t index);

// The index-th choice, best first, the plain scalar form last; null past it.
const Kernels *available_kernels(std::size_t index);

// False if there is none of that name (upper or lower case); null selects the best.
bool select_isa(const char *name);

}  // namespace quant::core
