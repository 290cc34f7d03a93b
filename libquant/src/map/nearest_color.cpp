// Builds the lists of all cells from coarse cubes to fine ones, with the kernel `prune` at each
// level.
#include "map/nearest_color.h"

#include <algorithm>

#include "simd/kernels.h"

namespace quant::core {
namespace {

template <std::size_t Dims>
Point point_of(const std::array<std::uint32_t, Dims> &x) {
    Point point{};
    for (std::size_t d = 0; d < Dims; ++d) point.x[d] = static_cast<std::int16_t>(x[d]);
    return point;
}

unsigned bits_for(std::size_t look_ups, bool has_alpha) {
    const unsigned fewer =
        look_ups < std::size_t{1} << 15 ? 2 : look_ups < std::size_t{1} << 18 ? 1 : 0;
    return (has_alpha ? 4 : 5) - fewer;
}

}  // namespace

NearestColor::NearestColor(std::span<const Centroid> centroids, bool has_alpha,
                           std::size_t look_ups)
    : dimensions_(has_alpha ? 4 : 3),
      cell_bits_(bits_for(look_ups, has_alpha)),
      cells_(std::size_t{1} << dimensions_ * cell_bits_) {
    if (has_alpha) {
        set_axes<4>(centroids);
        fill<4>({}, cell_bits_, cell_bits_ == 3 ? 1 : 2, CentroidTable(centroids));
    } else {
        set_axes<3>(centroids);
        fill<3>({}, cell_bits_, cell_bits_ == 4 ? 2 : 3, CentroidTable(centroids));
    }
    places_.clear();
    grid_.cells = cells_.data();
    grid_.blocks = blocks_.data();
}

template <std::size_t Dims>
void NearestColor::set_axes(std::span<const Centroid> centroids) {
    const std::uint32_t cells = 1U << cell_bits_;
    for (std::size_t d = 0; d < Dims; ++d) {
        const auto [least, most] = std::ranges::minmax(
            centroids, {}, [&](const Centroid &centroid) { return centroid.x[d]; });
        const auto length = static_cast<std::uint32_t>(2 * (most.x[d] - least.x[d]) + 1);
        grid_.first[d] = static_cast<std::uint16_t>(2 * least.x[d]);
        grid_.scale[d] = static_cast<std::uint16_t>(std::min(cells * 65536 / length, 65535U));
        grid_.last[d] = static_cast<std::uint16_t>(cells - 1);
        grid_.stride[d] = static_cast<std::uint16_t>(1U << cell_bits_ * (Dims - 1 - d));
    }
}

// Returns the place of a list, as in ColorGrid::cells.
std::uint32_t NearestColor::place_of(const CentroidTable &list) {
    const std::size_t blocks = (list.size + kBlockCentroids - 1) / kBlockCentroids;
    std::uint64_t hash = list.size;
    for (std::size_t i = 0; i < list.size; ++i)
        hash = (hash ^ list.id[i]) * 0x9E3779B97F4A7C15U;
    const auto has_list = [&](std::uint32_t place) {
        if (place % ColorGrid::kMostBlocks != blocks - 1) return false;
        const CentroidBlock *block = &blocks_[place / ColorGrid::kMostBlocks];
        for (std::size_t i = 0; i < list.size; ++i)
            if (block[i / kBlockCentroids].ids[i % kBlockCentroids] != list.id[i]) return false;
        return block[blocks - 1].used == list.size - (blocks - 1) * kBlockCentroids;
    };
    const auto [first, last] = places_.equal_range(hash);
    for (auto it = first; it != last; ++it)
        if (has_list(it->second)) return it->second;
    const auto place =
        static_cast<std::uint32_t>(blocks_.size() * ColorGrid::kMostBlocks + blocks - 1);
    places_.emplace(hash, place);
    for (std::size_t from = 0; from < list.size; from += kBlockCentroids) {
        CentroidBlock &block = blocks_.emplace_back();
        block.used = static_cast<std::uint32_t>(std::min(kBlockCentroids, list.size - from));
        for (std::size_t i = 0; i < kBlockCentroids; ++i) {
            const std::size_t k = from + (i < block.used ? i : 0);
            block.ids[i] = list.id[k];
            block.norms[i] = list.norm[k];
            const auto half = [](std::int32_t pair, unsigned shift) {
                return static_cast<std::int16_t>(static_cast<std::uint32_t>(pair) >> shift);
            };
            block.centroids[i] = {{half(list.rg[k], 0), half(list.rg[k], 16), half(list.ba[k], 0),
                                   half(list.ba[k], 16)}};
        }
    }
    return place;
}

// Cuts a block of cells with this corner and 2^bits cells along each dimension, whose candidates
// are in the list, into 2^part_bits parts along each dimension, and each part further until it is a
// cell.
template <std::size_t Dims>
void NearestColor::fill(const std::array<std::uint32_t, Dims> &corner, unsigned bits,
                        unsigned part_bits, const CentroidTable &list) {
    const std::size_t parts = std::size_t{1} << Dims * part_bits;
    const unsigned side_bits = bits - part_bits;
    CentroidTable part_list;
    BoxLanes boxes;
    Candidates candidates;
    std::array<std::array<std::uint32_t, Dims>, kBoxLanes> corners;
    // Returns the first coordinate whose cell has this number, or a higher one.
    const auto begin_of = [&](std::size_t d, std::uint32_t cell) {
        return grid_.first[d] + ((cell << 16) + grid_.scale[d] - 1) / grid_.scale[d];
    };
    for (std::size_t first = 0; first < parts; first += kBoxLanes) {
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            auto cell = corner;
            std::array<std::uint32_t, Dims> lo, hi;
            for (std::size_t d = 0; d < Dims; ++d) {
                const std::size_t part = (first + lane) >> d * part_bits;
                cell[d] += static_cast<std::uint32_t>((part & ((1U << part_bits) - 1)) << side_bits);
                const std::uint32_t end = cell[d] + (1U << side_bits);
                constexpr std::uint32_t kLast = kMost;
                lo[d] = cell[d] == 0 ? 0 : std::min(begin_of(d, cell[d]), kLast);
                hi[d] = end > grid_.last[d] ? kLast : std::min(begin_of(d, end) - 1, kLast);
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
                std::size_t index = 0;
                for (std::size_t d = 0; d < Dims; ++d)
                    index += corners[lane][d] * grid_.stride[d];
                cells_[index] = place_of(part_list);
            } else {
                fill(corners[lane], side_bits, std::min(side_bits, 2U), part_list);
            }
        }
    }
}

}  // namespace quant::core
