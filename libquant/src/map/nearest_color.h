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
#include <unordered_map>
#include <vector>

#include "color/point.h"
#include "simd/color_grid.h"

namespace quant::core {

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
    template <std::size_t Dims>
    void set_axes(std::span<const Centroid> centroids);
    template <std::size_t Dims>
    void fill(const std::array<std::uint32_t, Dims> &corner, unsigned bits, unsigned part_bits,
              const CentroidTable &list);
    std::uint32_t place_of(const CentroidTable &list);

    std::size_t dimensions_;
    unsigned cell_bits_;  // there are 2^cell_bits_ cells along each dimension
    ColorGrid grid_;
    std::vector<std::uint32_t> cells_;
    std::vector<CentroidBlock> blocks_;
    std::unordered_multimap<std::uint64_t, std::uint32_t> places_;  // of lists, by hash; while filling
};

}  // namespace quant::core
