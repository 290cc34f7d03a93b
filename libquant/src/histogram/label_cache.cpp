// Finds the candidates of cells in three steps: for all cubes at once, for the sixteen cells of a
// cube that share a red value, and for the colors of a cell.
#include "histogram/label_cache.h"

#include <cstring>
#include <numeric>

#include "color/cell.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kLeastLookUps = std::size_t{1} << 16;  // fewest worth a thread
inline constexpr std::size_t kFirstBlock = 320;  // the first place after the labels of one color

// Returns the box of `side` cells along each coordinate.
void set_box(BoxLanes &boxes, std::size_t lane, std::uint32_t key, int side) {
    const Point lo = cell_base(key);
    Point hi = lo;
    for (std::size_t d = 0; d < 3; ++d)
        hi.x[d] = static_cast<std::int16_t>(lo.x[d] + (side * 8 - 1) * kPointScale);
    boxes.set(lane, lo, hi);
}

// The key of a cell has five bits for each coordinate, of which the highest three are those of its
// cube.
std::uint32_t cube_of(std::uint32_t key) {
    return (key >> 12 & 7) << 6 | (key >> 7 & 7) << 3 | (key >> 2 & 7);
}
std::uint32_t first_key(std::uint32_t cube) {
    return (cube >> 6) << 12 | (cube >> 3 & 7) << 7 | (cube & 7) << 2;
}

// The cells of a cube with the same red value.
inline constexpr std::uint32_t kInGroup = 3U << 5 | 3U;
std::uint32_t key_in_group(std::uint32_t key, std::uint32_t lane) {
    return (key & ~kInGroup) | (lane >> 2) << 5 | (lane & 3);
}
std::uint32_t lane_in_group(std::uint32_t key) { return (key >> 5 & 3) << 2 | (key & 3); }

// The colors of the first cell.
const std::array<Point, kColorsPerCell> kResidues = [] {
    std::array<Point, kColorsPerCell> points;
    for (std::size_t residue = 0; residue < kColorsPerCell; ++residue)
        points[residue] = residue_point({}, static_cast<std::uint16_t>(residue));
    return points;
}();

// Sets the labels of the colors whose nearest centroid is the k-th of a list.
void replace(const std::uint8_t *nearest, std::uint8_t k, std::uint8_t label,
             std::uint8_t *__restrict labels) {
    for (std::size_t residue = 0; residue < kColorsPerCell; ++residue)
        labels[residue] = nearest[residue] == k ? label : labels[residue];
}

}  // namespace

LabelCache::LabelCache(std::span<const Centroid> centroids,
                       const std::array<std::uint8_t, 256> &order)
    : centroids_(centroids.begin(), centroids.end()),
      all_(centroids),
      order_(order),
      places_(kCompactCells),
      labels_(std::make_unique_for_overwrite<std::uint8_t[]>(kFirstBlock +
                                                             kCompactCells * kColorsPerCell)),
      next_(kFirstBlock) {
    std::iota(labels_.get() + 1, labels_.get() + 257, std::uint8_t{0});
    BoxLanes boxes;
    Candidates candidates;
    for (std::uint32_t first = 0; first < kCubes; first += kBoxLanes) {
        for (std::uint32_t lane = 0; lane < kBoxLanes; ++lane)
            set_box(boxes, lane, first_key(first + lane), 4);
        kernels().prune(boxes, all_, candidates);
        for (std::uint32_t lane = 0; lane < kBoxLanes; ++lane) {
            for_each_candidate(candidates, all_.size, lane, [&](std::size_t k) {
                ids_.push_back(static_cast<std::uint8_t>(k));
            });
            cube_lists_[first + lane + 1] = static_cast<std::uint32_t>(ids_.size());
        }
    }
}

// Sets the place of a cell, and of those beside it that have one label. Returns the place.
std::uint32_t LabelCache::fill(std::uint16_t key) {
    const std::uint32_t cube = cube_of(key);
    const std::lock_guard lock(locks_[cube % locks_.size()]);
    if (const std::uint32_t place = places_[key].load(std::memory_order_acquire)) return place;
    CentroidTable list;
    for (std::uint32_t i = cube_lists_[cube]; i < cube_lists_[cube + 1]; ++i)
        list.append(all_, ids_[i]);
    BoxLanes boxes;
    Candidates candidates;
    for (std::uint32_t lane = 0; lane < kBoxLanes; ++lane)
        set_box(boxes, lane, key_in_group(key, lane), 1);
    kernels().prune(boxes, list, candidates);
    for (std::uint32_t lane = 0; lane < kBoxLanes; ++lane) {
        std::size_t size = 0;
        for_each_candidate(candidates, list.size, lane, [&](std::size_t) { ++size; });
        if (size == 1)
            places_[key_in_group(key, lane)].store(1U + order_[list.id[candidates.likely[lane]]],
                                                   std::memory_order_release);
    }
    if (const std::uint32_t place = places_[key].load(std::memory_order_relaxed)) return place;
    CentroidTable in_cell;
    for_each_candidate(candidates, list.size, lane_in_group(key),
                       [&](std::size_t i) { in_cell.append(list, i); });
    return fill_block(key, in_cell);
}

std::uint32_t LabelCache::fill_block(std::uint16_t key, CentroidTable &list) {
    const std::uint32_t first = next_.fetch_add(kColorsPerCell, std::memory_order_relaxed);
    std::uint8_t *const block = labels_.get() + first;
    // The score of a color is that of the lowest corner less the product with the residue.
    const Point base = cell_base(key);
    for (std::size_t k = 0; k < list.size; ++k)
        list.norm[k] = score(base, centroids_[list.id[k]], list.norm[k]);
    std::uint8_t nearest[kColorsPerCell];
    kernels().assign(kResidues.data(), kColorsPerCell, list, nearest, nullptr);
    std::memset(block, order_[list.id[0]], kColorsPerCell);
    // Lists are short, and loops without a look-up become vector code.
    for (std::size_t k = 1; k < list.size; ++k)
        replace(nearest, static_cast<std::uint8_t>(k), order_[list.id[k]], block);
    places_[key].store(first | kIsBlock, std::memory_order_release);
    return first | kIsBlock;
}

// `out` is declared not to alias anything; otherwise the compiler would have to assume that each
// byte written changes the tables.
void LabelCache::look_up(const std::uint16_t *keys, const std::uint16_t *residues,
                         std::size_t count, std::uint8_t *__restrict out) {
    const std::uint8_t *labels = labels_.get();
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t place = places_[keys[i]].load(std::memory_order_acquire);
        if (place == 0) [[unlikely]]
            place = fill(keys[i]);
        // The mask is all ones if the entry is a block; it takes the place of a branch, which could
        // be mispredicted.
        const std::uint32_t mask = std::uint32_t{0} - (place >> 31);
        out[i] = labels[(place & ~kIsBlock) + (residues[i] & mask)];
    }
}

void LabelCache::map(const ImageView &image, Team &team, std::uint8_t *labels) {
    const unsigned workers = threads_for(image.pixels(), kLeastLookUps, team.size());
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        for_each_block_of_keys(
            image, range,
            [&](const std::uint16_t *keys, const std::uint16_t *residues, std::size_t first,
                std::size_t count) { look_up(keys, residues, count, labels + first); });
    });
}

}  // namespace quant::core
