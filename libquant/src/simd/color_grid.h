// A grid over color space for finding the nearest of up to 256 centroids to any point:
// map/nearest_color.h makes it, and the kernels look it up.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "color/point.h"

namespace quant::core {

// Some centroids of a list that are compared at once, in the form of a CentroidTable (kernels.h).
// Their ids ascend. Places that are left over repeat the first one, which wins a tie with itself.
inline constexpr std::size_t kBlockCentroids = 8;
struct alignas(64) CentroidBlock {
    alignas(32) std::array<std::int32_t, kBlockCentroids> rg, ba, norm;
    std::array<std::uint8_t, kBlockCentroids> id;
    std::uint32_t used;  // places that are not left over
};

// The grid does not own its cells and blocks.
struct ColorGrid {
    // The number of the cell along a dimension is (x - first) * scale / 2^16, at least 0 and at
    // most `last`. The sum of these numbers times `stride` is the index of the cell. A dimension
    // that is not used has scale 0.
    alignas(8) std::array<std::uint16_t, kDimensions> first{}, scale{}, last{}, stride{};

    // Each cell has a list of the centroids that can be nearest to a point in it: where its first
    // block is, in bytes, plus the number of its further blocks.
    const std::uint32_t *cells = nullptr;
    const CentroidBlock *blocks = nullptr;
    static constexpr std::uint32_t kMostBlocks = 256 / kBlockCentroids;
    static_assert(sizeof(CentroidBlock) % kMostBlocks == 0);
    const CentroidBlock *first_block(std::uint32_t cell) const {
        return only_block(cell & ~(kMostBlocks - 1));
    }
    // The same where no further blocks follow.
    const CentroidBlock *only_block(std::uint32_t cell) const {
        return reinterpret_cast<const CentroidBlock *>(
            reinterpret_cast<const unsigned char *>(blocks) + cell);
    }
    static std::uint32_t more_blocks(std::uint32_t cell) { return cell % kMostBlocks; }

    // Returns the index of the nearest centroid. This is the plain form of what the kernels do.
    template <std::size_t Dims>
    std::uint8_t nearest(const std::array<std::int32_t, Dims> &p) const {
        std::size_t cell = 0;
        for (std::size_t d = 0; d < Dims; ++d) {
            const auto above = static_cast<std::uint32_t>(std::max(p[d] - first[d], 0));
            cell += std::min<std::uint32_t>(above * scale[d] >> 16, last[d]) * stride[d];
        }
        const CentroidBlock *block = first_block(cells[cell]);
        std::uint32_t more = more_blocks(cells[cell]);
        std::uint8_t best = block->id[0];
        if (more == 0 && block->used == 1) return best;
        std::int32_t best_score = score_of(p, *block, 0);
        for (std::size_t i = 1;; i = 0, ++block, --more) {
            for (; i < block->used; ++i) {
                // The comparison is strict, so that the lowest id wins a tie.
                const std::int32_t s = score_of(p, *block, i);
                best = s < best_score ? block->id[i] : best;
                best_score = s < best_score ? s : best_score;
            }
            if (more == 0) return best;
        }
    }

private:
    // Returns score() without the terms that are 0.
    template <std::size_t Dims>
    static std::int32_t score_of(const std::array<std::int32_t, Dims> &p,
                                 const CentroidBlock &block, std::size_t i) {
        const std::int32_t rg = block.rg[i], ba = block.ba[i];
        std::int32_t dot = p[0] * static_cast<std::int16_t>(rg) + p[1] * (rg >> 16) +
                           p[2] * static_cast<std::int16_t>(ba);
        if constexpr (Dims == 4) dot += p[3] * (ba >> 16);
        return block.norm[i] - dot;
    }
};

}  // namespace quant::core
