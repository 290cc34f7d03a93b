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
        set_axes<4>(centroids);
        fill<4>({}, kCellBits<4>, 2, CentroidTable(centroids));
    } else {
        set_axes<3>(centroids);
        fill<3>({}, kCellBits<3>, 3, CentroidTable(centroids));
    }
}

template <std::size_t Dims>
void NearestColor::set_axes(std::span<const Centroid> centroids) {
    for (std::size_t d = 0; d < Dims; ++d) {
        const auto [least, most] = std::ranges::minmax(
            centroids, {}, [&](const Centroid &centroid) { return centroid.x[d]; });
        const std::int32_t from = 2 * least.x[d], length = 2 * (most.x[d] - least.x[d]) + 1;
        Axis &axis = axes_[d];
        while (length > 1 << (axis.shift + kCellBits<Dims>)) ++axis.shift;
        axis.first = from - ((1 << (axis.shift + kCellBits<Dims>)) - length) / 2;
    }
}

std::uint32_t NearestColor::place_of(const CentroidTable &list) {
    if (list.size == 1) return 2U * list.id[0];
    const std::size_t place = lists_.size();
    lists_.push_back(static_cast<std::uint8_t>(list.size - 1));
    lists_.insert(lists_.end(), list.id, list.id + list.size);
    return static_cast<std::uint32_t>(place);  // fewer than 2^16 lists of up to 256 ids
}

// Cuts a block of cells with this corner and 2^bits cells along each dimension, whose candidates
// are in the list, into 2^part_bits parts along each dimension, and each part further until it is a
// cell.
template <std::size_t Dims>
void NearestColor::fill(const std::array<std::int32_t, Dims> &corner, unsigned bits,
                        unsigned part_bits, const CentroidTable &list) {
    constexpr std::int32_t kCells = 1 << kCellBits<Dims>;
    const std::size_t parts = std::size_t{1} << Dims * part_bits;
    const unsigned side_bits = bits - part_bits;
    CentroidTable part_list;
    BoxLanes boxes;
    Candidates candidates;
    std::array<std::array<std::int32_t, Dims>, kBoxLanes> corners;
    static_assert((std::size_t{1} << 2 * Dims) % kBoxLanes == 0);
    for (std::size_t first = 0; first < parts; first += kBoxLanes) {
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            auto cell = corner;
            std::array<std::int32_t, Dims> lo, hi;
            for (std::size_t d = 0; d < Dims; ++d) {
                const std::size_t part = (first + lane) >> d * part_bits;
                cell[d] += static_cast<std::int32_t>((part & ((1U << part_bits) - 1)) << side_bits);
                const std::int32_t end = cell[d] + (1 << side_bits);
                const Axis &axis = axes_[d];
                lo[d] = cell[d] == 0 ? 0 : axis.first + (cell[d] << axis.shift);
                hi[d] = end == kCells ? kMost : axis.first + (end << axis.shift) - 1;
                lo[d] = std::clamp(lo[d], 0, kMost);
                hi[d] = std::clamp(hi[d], 0, kMost);
            }
            boxes.set(lane, point_of(lo), point_of(hi));
            corners[lane] = cell;
        }
        kernels().prune(boxes, list, candidates);
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            part_list.size = 0;
            for_each_candidate(candidates, list.size, lane,
                               [&](std::size_t place) { part_list.append(list, place); });
            if (side_bits == 0) {
                cells_[index_of(corners[lane])] = place_of(part_list);
            } else {
                fill(corners[lane], side_bits, 2, part_list);
            }
        }
    }
}

}  // namespace quant::core
