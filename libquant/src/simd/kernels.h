// The inner loops, each in a plain scalar form (scalar.cpp) and in a vector form written once in
// Highway (kernels.cpp) and compiled for every instruction set. All forms give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "../point.h"

namespace quant::core {

struct Cell;

// Centroids as the kernels read them: pairs of coordinates in 32 bits, the first one lowest.
struct CentroidTable {
    explicit CentroidTable(std::span<const Centroid> centroids);

    std::size_t size;
    alignas(64) std::int32_t rg[256];
    alignas(64) std::int32_t ba[256];
    alignas(64) std::int32_t norm[256];
};

struct Kernels {
    const char *name;

    // labels[i] = the centroid nearest to points[i]; its score goes to scores[i] unless that is
    // null.
    void (*assign)(const Point *points, std::size_t count, const CentroidTable &centroids,
                   std::uint8_t *labels, std::int32_t *scores);

    // Cells and residues (see histogram.h) of 8-bit pixels of 1 to 4 interleaved channels, alpha
    // ignored.
    void (*split_keys)(const std::uint8_t *pixels, unsigned channels, std::size_t count,
                       std::uint16_t *keys, std::uint16_t *residues);

    // Box, moments and squared length of the compact entries of one cell, whose key is set. May
    // read 64 entries past the last.
    void (*summarize_cell)(const std::uint16_t *residues, const std::uint16_t *weights,
                           std::size_t count, Cell &cell);
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
