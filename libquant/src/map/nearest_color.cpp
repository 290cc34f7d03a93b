// Builds the lists of all cells from coarse cubes to fine ones, with the kernel `prune` at each
// level.
#include "map/nearest_color.h"

#include <algorithm>
#include <cmath>

#include "simd/kernels.h"

namespace quant::core {
namespace {

// There are kCoarseSide cells along each dimension of a coarse cell.
inline constexpr std::uint32_t kCoarseSide = 4;

// Returns the largest number of coarse cells. More of them take longer to make than they save, in
// the lists and in the cache.
std::size_t most_coarse_cells(std::size_t centroids, std::size_t look_ups, bool has_alpha) {
    if (has_alpha) return std::clamp<std::size_t>(std::min(centroids, look_ups / 1024), 16, 256);
    return std::clamp<std::size_t>(std::min(2 * centroids, look_ups / 512), 27, 512);
}

}  // namespace

NearestColor::NearestColor(std::span<const Centroid> centroids, bool has_alpha,
                           std::size_t look_ups)
    : dimensions_(has_alpha ? 4 : 3) {
    set_axes(centroids, most_coarse_cells(centroids.size(), look_ups, has_alpha));
    if (has_alpha) {
        fill_all<4>(CentroidTable(centroids));
    } else {
        fill_all<3>(CentroidTable(centroids));
    }
    slots_ = {};
    begins_ = {};
    grid_.cells = cells_.data();
    grid_.blocks = blocks_.data();
}

// Cuts the box around the centroids into cells that are about as long in each dimension.
void NearestColor::set_axes(std::span<const Centroid> centroids, std::size_t most_coarse) {
    std::array<std::uint32_t, kDimensions> length{};
    for (std::size_t d = 0; d < dimensions_; ++d) {
        const auto [least, most] = std::ranges::minmax(
            centroids, {}, [&](const Centroid &centroid) { return centroid.x[d]; });
        length[d] = static_cast<std::uint32_t>(2 * (most.x[d] - least.x[d]) + 1);
        grid_.first[d] = static_cast<std::uint16_t>(2 * least.x[d]);
    }
    // Errors push colors out of the box, by about the distance of two entries. The outermost cells,
    // which reach to the ends of the space, should not get many of them.
    const std::uint32_t margin =
        std::ranges::max(length) / static_cast<std::uint32_t>(std::max(
                                       4.0, 4 * std::sqrt(static_cast<double>(centroids.size()))));
    for (std::size_t d = 0; d < dimensions_; ++d) {
        const std::uint32_t below = std::min<std::uint32_t>(grid_.first[d], margin);
        const std::uint32_t above =
            std::min<std::uint32_t>(kMost + 1U - grid_.first[d] - length[d], margin);
        grid_.first[d] = static_cast<std::uint16_t>(grid_.first[d] - below);
        length[d] += below + above;
    }
    std::size_t coarse = 1;
    for (;;) {
        std::size_t longest = 0;
        for (std::size_t d = 1; d < dimensions_; ++d)
            if (length[d] / coarse_[d] > length[longest] / coarse_[longest]) longest = d;
        const std::size_t more = coarse / coarse_[longest] * (coarse_[longest] + 1);
        if (more > most_coarse || length[longest] < kCoarseSide * coarse_[longest]) break;
        ++coarse_[longest];
        coarse = more;
    }
    std::size_t stride = 1;
    for (std::size_t d = dimensions_; d-- > 0;) {
        const std::uint32_t cells = kCoarseSide * coarse_[d];
        grid_.scale[d] = static_cast<std::uint16_t>(std::min(cells * 65536 / length[d], 65535U));
        grid_.last[d] = static_cast<std::uint16_t>(cells - 1);
        grid_.stride[d] = static_cast<std::uint16_t>(stride);
        stride *= cells;
        // The outermost cells reach to the ends of the space.
        for (std::uint32_t cell = 0; cell < cells; ++cell)
            begins_[d].push_back(std::min<std::uint32_t>(
                grid_.first[d] + ((cell << 16) + grid_.scale[d] - 1) / grid_.scale[d], kMost));
        begins_[d].front() = 0;
        begins_[d].push_back(kMost + 1);
    }
    cells_.resize(stride);
}

// Returns the place of the list of some candidates, as in ColorGrid::cells.
std::uint32_t NearestColor::place_of(const CentroidTable &from, const Candidates &candidates,
                                     std::size_t lane, KnownLists &known) {
    const std::size_t words = (from.size + 31) / 32;
    std::uint32_t hash = 0;
    for (std::size_t word = 0; word < words; ++word)
        hash = (hash ^ candidates.masks[word][lane]) * 0x9E3779B9U;
    KnownLists::List &list = known.lists[hash >> (32 - KnownLists::kBits)];
    bool same = true;
    for (std::size_t word = 0; word < words; ++word)
        same &= list.masks[word] == candidates.masks[word][lane];
    if (same) return list.place;
    for (std::size_t word = 0; word < words; ++word)
        list.masks[word] = candidates.masks[word][lane];
    return list.place = place_of_list(from, candidates, lane);
}

std::uint32_t NearestColor::place_of_list(const CentroidTable &all, const Candidates &candidates,
                                          std::size_t lane) {
    CentroidTable list;
    for_each_candidate(candidates, all.size, lane, [&](std::size_t i) { list.append(all, i); });
    const std::size_t blocks = (list.size + kBlockCentroids - 1) / kBlockCentroids;
    std::uint64_t hash = list.size;
    for (std::size_t i = 0; i < list.size; ++i) hash = (hash ^ list.id[i]) * 0x9E3779B97F4A7C15U;
    const auto has_list = [&](std::uint32_t place) {
        if (ColorGrid::more_blocks(place) != blocks - 1) return false;
        const CentroidBlock *block = &blocks_[place / sizeof(CentroidBlock)];
        if (block[blocks - 1].used != list.size - (blocks - 1) * kBlockCentroids) return false;
        for (std::size_t i = 0; i < list.size; ++i)
            if (block[i / kBlockCentroids].id[i % kBlockCentroids] != list.id[i]) return false;
        return true;
    };
    // A slot keeps the last list with its hash: equal lists are mostly those of neighbors.
    std::uint32_t &slot = slots_[hash >> (64 - kSlotBits)];
    if (slot != kNoList && has_list(slot)) return slot;
    const auto place =
        static_cast<std::uint32_t>(blocks_.size() * sizeof(CentroidBlock) + blocks - 1);
    slot = place;
    for (std::size_t from = 0; from < list.size; from += kBlockCentroids) {
        CentroidBlock &block = blocks_.emplace_back();
        block.used = static_cast<std::uint32_t>(std::min(kBlockCentroids, list.size - from));
        for (std::size_t i = 0; i < kBlockCentroids; ++i) {
            const std::size_t k = from + (i < block.used ? i : 0);
            block.id[i] = list.id[k];
            block.rg[i] = list.rg[k];
            block.ba[i] = list.ba[k];
            block.norm[i] = list.norm[k];
        }
    }
    return place;
}

// Finds the lists of all cells: first those of coarse cells, then those of the cells in them.
template <std::size_t Dims>
void NearestColor::fill_all(const CentroidTable &centroids) {
    std::array<std::uint32_t, Dims> coarse, sides;
    std::ranges::copy_n(coarse_.begin(), Dims, coarse.begin());
    sides.fill(kCoarseSide);
    CentroidTable list;
    for_each_part<Dims>(
        {}, coarse, kCoarseSide, centroids,
        [&](const auto &corner, const Candidates &of, std::size_t lane) {
            list.size = 0;
            for_each_candidate(of, centroids.size, lane,
                               [&](std::size_t i) { list.append(centroids, i); });
            KnownLists known;
            for_each_part<Dims>(
                corner, sides, 1, list,
                [&](const auto &cell, const Candidates &candidates, std::size_t in) {
                    std::size_t index = 0;
                    for (std::size_t d = 0; d < Dims; ++d) index += cell[d] * grid_.stride[d];
                    cells_[index] = place_of(list, candidates, in, known);
                });
        });
}

// Calls visit(first cell, candidates, lane) for parts of the grid: so many in each dimension, from
// a corner on, of `side` cells in each dimension. The candidates are those of `list`.
template <std::size_t Dims, typename Visit>
void NearestColor::for_each_part(const std::array<std::uint32_t, Dims> &corner,
                                 const std::array<std::uint32_t, Dims> &parts, std::uint32_t side,
                                 const CentroidTable &list, Visit &&visit) const {
    std::size_t count = 1;
    for (const std::uint32_t n : parts) count *= n;
    BoxLanes boxes;
    Candidates candidates;
    std::array<std::array<std::uint32_t, Dims>, kBoxLanes> cells;
    auto at = corner;
    for (std::size_t first = 0; first < count; first += kBoxLanes) {
        // Lanes after the last part are some part again.
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            cells[lane] = at;
            Point lo{}, hi{};
            for (std::size_t d = 0; d < Dims; ++d) {
                lo.x[d] = static_cast<std::int16_t>(begins_[d][at[d]]);
                hi.x[d] = static_cast<std::int16_t>(begins_[d][at[d] + side] - 1);
            }
            boxes.set(lane, lo, hi);
            for (std::size_t d = Dims; d-- > 0;) {
                at[d] += side;
                if (at[d] < corner[d] + parts[d] * side) break;
                at[d] = corner[d];
            }
        }
        kernels().prune(boxes, list, candidates);
        const std::size_t lanes = std::min(kBoxLanes, count - first);
        for (std::size_t lane = 0; lane < lanes; ++lane) visit(cells[lane], candidates, lane);
    }
}

}  // namespace quant::core
