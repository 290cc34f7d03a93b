// Builds the lists of all cells from coarse cubes to fine ones, with the kernel `prune` at each
// level.
#include "map/nearest_color.h"

#include <algorithm>

#include "simd/kernels.h"

namespace quant::core {
namespace {

template <std::size_t Dims>
Point point_of(const std::array<std::int32_t, Dims> &x) {
    Point point{};
    for (std::size_t d = 0; d < Dims; ++d) point.x[d] = static_cast<std::int16_t>(x[d]);
    return point;
}

}  // namespace

NearestColor::NearestColor(std::span<const Centroid> centroids, bool has_alpha)
    : cells_(has_alpha ? 1U << 16 : 1U << 15), dimensions_(has_alpha ? 4 : 3) {
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        std::ranges::copy(centroids[k].x, centroids_[k].begin());
        norms_[k] = norm(centroids[k]);
    }
    // Most cells have a list of one centroid; cells with the same centroid share this list.
    for (std::size_t k = 0; k < centroids.size(); ++k)
        lists_.insert(lists_.end(), {0, static_cast<std::uint8_t>(k)});
    if (has_alpha) {
        fill<4>({}, 15, 2, CentroidTable(centroids));
    } else {
        fill<3>({}, 15, 3, CentroidTable(centroids));
    }
}

std::uint32_t NearestColor::place_of(const CentroidTable &list) {
    if (list.size == 1) return 2U * list.id[0];
    const std::size_t place = lists_.size();
    lists_.push_back(static_cast<std::uint8_t>(list.size - 1));
    lists_.insert(lists_.end(), list.id, list.id + list.size);
    return static_cast<std::uint32_t>(place);  // fewer than 2^16 lists of up to 256 ids
}

// Cuts a cube of side 2^bits, whose candidates are in the list, into 2^part_bits parts along each
// dimension, and cuts each part further until it is a cell.
template <std::size_t Dims>
void NearestColor::fill(const std::array<std::int32_t, Dims> &corner, unsigned bits,
                        unsigned part_bits, const CentroidTable &list) {
    const std::size_t parts = std::size_t{1} << Dims * part_bits;
    const unsigned side_bits = bits - part_bits;
    CentroidTable part_list;
    BoxLanes boxes;
    Candidates candidates;
    std::array<std::array<std::int32_t, Dims>, kBoxLanes> corners;
    static_assert((std::size_t{1} << 2 * Dims) % kBoxLanes == 0);
    for (std::size_t first = 0; first < parts; first += kBoxLanes) {
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            auto lo = corner, hi = corner;
            for (std::size_t d = 0; d < Dims; ++d) {
                const std::size_t part = (first + lane) >> d * part_bits;
                lo[d] += static_cast<std::int32_t>((part & ((1U << part_bits) - 1)) << side_bits);
                hi[d] = lo[d] + (1 << side_bits) - 1;
            }
            boxes.set(lane, point_of(lo), point_of(hi));
            corners[lane] = lo;
        }
        kernels().prune(boxes, list, candidates);
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            part_list.size = 0;
            for_each_candidate(candidates, list.size, lane,
                               [&](std::size_t place) { part_list.append(list, place); });
            if (side_bits == 15 - kCellBits<Dims>) {
                cells_[cell_of(corners[lane])] = place_of(part_list);
            } else {
                fill(corners[lane], side_bits, 2, part_list);
            }
        }
    }
}

}  // namespace quant::core
