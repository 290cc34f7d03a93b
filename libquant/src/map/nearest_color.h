// The nearest of up to 256 centroids to any point of the clustering space, not only to the colors
// of an image: what dithering looks for lies between them.
//
// Space is cut into cells, and each knows the centroids that can be nearest to a point in it: those
// that the test of the cells engine (docs/algorithm.md) leaves over the whole of the cell. A
// look-up compares the few of its cell, and its answer is that of nearest(), exactly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/point.h"

namespace quant::core {

struct CentroidTable;

// Complete when it is made, which takes about a millisecond; threads can share it.
class NearestColor {
public:
    NearestColor(std::span<const Centroid> centroids, bool has_alpha);

    // The coordinates must be 0 to kMost, the fourth one 0 if there is no alpha.
    static constexpr std::int32_t kMost = 0x7FFF;
    std::uint8_t operator()(const Point &p) const {
        if (dimensions_ == 3) return find<3>({p.x[0], p.x[1], p.x[2]});
        return find<4>({p.x[0], p.x[1], p.x[2], p.x[3]});
    }

    // The same where the number of dimensions is known: 3, or 4 with alpha.
    template <std::size_t Dims>
    std::uint8_t find(const std::array<std::int32_t, Dims> &p) const {
        const std::uint8_t *id = &lists_[cells_[cell_of(p)]];
        unsigned more = *id;
        std::uint8_t best = *++id;
        if (more == 0) return best;
        std::int32_t best_score = score_of(p, best);
        do {
            const std::uint8_t next = *++id;
            const std::int32_t s = score_of(p, next);
            // Strictly lower: ids ascend, and the lowest wins a tie.
            best = s < best_score ? next : best;
            best_score = s < best_score ? s : best_score;
        } while (--more != 0);
        return best;
    }

private:
    // Cells along one dimension: 32, or with alpha 16.
    template <std::size_t Dims>
    static constexpr unsigned kCellBits = Dims == 3 ? 5 : 4;

    template <std::size_t Dims>
    static std::uint32_t cell_of(const std::array<std::int32_t, Dims> &p) {
        std::uint32_t cell = 0;
        for (const std::int32_t x : p)
            cell =
                cell << kCellBits<Dims> | static_cast<std::uint32_t>(x) >> (15 - kCellBits<Dims>);
        return cell;
    }

    // score(), less what is zero.
    template <std::size_t Dims>
    std::int32_t score_of(const std::array<std::int32_t, Dims> &p, std::uint8_t id) const {
        std::int32_t s = norms_[id];
        for (std::size_t d = 0; d < Dims; ++d) s -= p[d] * centroids_[id][d];
        return s;
    }

    template <std::size_t Dims>
    void fill(const std::array<std::int32_t, Dims> &corner, unsigned bits, unsigned part_bits,
              const CentroidTable &list);
    std::uint32_t place_of(const CentroidTable &list);

    alignas(16) std::array<std::array<std::int32_t, kDimensions>, 256> centroids_{};
    std::array<std::int32_t, 256> norms_{};
    std::vector<std::uint32_t> cells_;  // the place of a cell's list in lists_
    std::vector<std::uint8_t> lists_;   // each the number of its ids less one, then these
    std::size_t dimensions_;
};

}  // namespace quant::core
