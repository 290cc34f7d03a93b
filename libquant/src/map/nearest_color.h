// Finds the nearest of up to 256 centroids to any point of the clustering space. Dithering needs
// this because it looks up colors that lie between the colors of the image.
//
// The box around the centroids is cut into cells, and the outermost cells reach to the ends of the
// space. Each cell has a list of the centroids that can be nearest to a point in it, by the test of
// the engine `cells` (docs/algorithm.md) for the whole cell. A look-up compares the few centroids
// of its cell, and its result is exactly that of nearest().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/point.h"
#include "simd/color_grid.h"

namespace quant::core {

struct Candidates;
struct CentroidTable;

// The constructor does all the work. Threads can share an object.
class NearestColor {
public:
    // With fewer look-ups to come there are fewer cells, which take less time to make.
    NearestColor(std::span<const Centroid> centroids, bool has_alpha,
                 std::size_t look_ups = SIZE_MAX);
    NearestColor(const NearestColor &) = delete;
    NearestColor &operator=(const NearestColor &) = delete;

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
        return grid_.nearest(p);
    }

    // Returns the grid, for the kernels. The object owns it.
    const ColorGrid &grid() const { return grid_; }

private:
    void set_axes(std::span<const Centroid> centroids, std::size_t most_coarse);
    template <std::size_t Dims>
    void fill_all(const CentroidTable &centroids);
    template <std::size_t Dims, typename Visit>
    void for_each_part(const std::array<std::uint32_t, Dims> &corner,
                       const std::array<std::uint32_t, Dims> &parts, std::uint32_t side,
                       const CentroidTable &list, Visit &&visit) const;

    // Lists that are known by the bits of their candidates in the list of a coarse cell.
    struct KnownLists {
        static constexpr unsigned kBits = 6;
        struct List {
            std::array<std::uint32_t, 8> masks{};  // no list has no candidates
            std::uint32_t place = 0;
        };
        std::array<List, 1U << kBits> lists{};
    };
    std::uint32_t place_of(const CentroidTable &from, const Candidates &candidates,
                           std::size_t lane, KnownLists &known);
    std::uint32_t place_of_list(const CentroidTable &all, const Candidates &candidates,
                                std::size_t lane);

    std::size_t dimensions_;
    std::array<std::uint32_t, kDimensions> coarse_{1, 1, 1, 1};   // coarse cells in each dimension
    std::array<std::vector<std::uint32_t>, kDimensions> begins_;  // of cells; the end of the last
    ColorGrid grid_;
    std::vector<std::uint32_t> cells_;
    std::vector<CentroidBlock> blocks_;

    // The places of some lists, while the cells are filled.
    static constexpr unsigned kSlotBits = 10;
    static constexpr std::uint32_t kNoList = UINT32_MAX;
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(1U << kSlotBits, kNoList);
};

}  // namespace quant::core
