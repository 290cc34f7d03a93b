// Finds the nearest of up to 256 centroids to any point of the clustering space. Dithering needs
// this because it looks up colors that lie between the colors of the image.
//
// The box around the centroids is cut into cells, and the outermost cells reach to the ends of the
// space. Each cell has a list of the centroids that can be nearest to a point in it, by the test of
// the engine `cells` (docs/algorithm.md) for the whole cell. A look-up compares the few centroids
// of its cell, and its result is exactly that of nearest().
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/point.h"

namespace quant::core {

struct CentroidTable;

// The constructor does all the work, which takes about a millisecond. Threads can share an object.
class NearestColor {
public:
    NearestColor(std::span<const Centroid> centroids, bool has_alpha);

    // Returns the index of the centroid nearest to a point. The coordinates must be 0 to kMost, and
    // the fourth must be 0 if there is no alpha.
    static constexpr std::int32_t kMost = 0x7FFF;
    std::uint8_t operator()(const Point &p) const {
        if (dimensions_ == 3) return find<3>({p.x[0], p.x[1], p.x[2]});
        return find<4>({p.x[0], p.x[1], p.x[2], p.x[3]});
    }

    // Returns the same for a number of dimensions that is known at compile time: 3, or 4 with
    // alpha.
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
            // The comparison is strict and the ids ascend, so that the lowest id wins a tie.
            best = s < best_score ? next : best;
            best_score = s < best_score ? s : best_score;
        } while (--more != 0);
        return best;
    }

private:
    // There are 2^kCellBits cells along each dimension: 32, or 16 with alpha.
    template <std::size_t Dims>
    static constexpr unsigned kCellBits = Dims == 3 ? 5 : 4;

    template <std::size_t Dims>
    std::uint32_t cell_of(const std::array<std::int32_t, Dims> &p) const {
        constexpr std::int32_t kLast = (1 << kCellBits<Dims>)-1;
        std::array<std::int32_t, Dims> place;
        for (std::size_t d = 0; d < Dims; ++d)
            place[d] = std::clamp((p[d] - axes_[d].first) >> axes_[d].shift, 0, kLast);
        return index_of(place);
    }

    // Returns the index of the cell at a place: the number of cells before it in each dimension.
    template <std::size_t Dims>
    static std::uint32_t index_of(const std::array<std::int32_t, Dims> &place) {
        std::uint32_t index = 0;
        for (const std::int32_t at : place)
            index = index << kCellBits<Dims> | static_cast<std::uint32_t>(at);
        return index;
    }

    // Returns score() without the terms that are 0.
    template <std::size_t Dims>
    std::int32_t score_of(const std::array<std::int32_t, Dims> &p, std::uint8_t id) const {
        std::int32_t s = norms_[id];
        for (std::size_t d = 0; d < Dims; ++d) s -= p[d] * centroids_[id][d];
        return s;
    }

    template <std::size_t Dims>
    void set_axes(std::span<const Centroid> centroids);
    template <std::size_t Dims>
    void fill(const std::array<std::int32_t, Dims> &corner, unsigned bits, unsigned part_bits,
              const CentroidTable &list);
    std::uint32_t place_of(const CentroidTable &list);

    // Where the first cell of a dimension would begin if it did not reach to 0, and the length of
    // cells: 2^shift.
    struct Axis {
        std::int32_t first = 0;
        unsigned shift = 0;
    };
    std::array<Axis, kDimensions> axes_;
    alignas(16) std::array<std::array<std::int32_t, kDimensions>, 256> centroids_{};
    std::array<std::int32_t, 256> norms_{};
    std::vector<std::uint32_t> cells_;  // the place of the list of each cell in lists_
    std::vector<std::uint8_t> lists_;   // each list: the number of its ids less one, then the ids
    std::size_t dimensions_;
};

}  // namespace quant::core
