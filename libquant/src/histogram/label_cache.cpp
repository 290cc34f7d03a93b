// Finds the candidates in three steps: for all cubes at once, for the sixteen cells of a cube that
// share a red value, and for the colors of a cell.
#include "histogram/label_cache.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "color/cell.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

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

// The colors of the first cell.
constexpr std::array<Point, kColorsPerCell> kResidues = [] {
    std::array<Point, kColorsPerCell> points{};
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
    : all_(centroids), centroids_(centroids.begin(), centroids.end()), order_(order) {
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

// The labels that a thread has computed. The alignment keeps what one thread writes out of the
// cache lines of the others.
class alignas(128) LabelCache::Labels {
public:
    explicit Labels(const LabelCache &cache)
        : cache_(cache), table_(kCompactCells), cell_lists_(kCompactCells) {}

    void look_up(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count,
                 std::uint8_t *labels) {
        for (std::size_t i = 0;;) {
            i += table_.look_up(keys + i, residues + i, count - i, labels + i);
            if (i == count) return;
            fill(keys[i]);
        }
    }

private:
    void fill(std::uint32_t key);
    void prune_group(std::uint32_t key);
    void fill_block(std::uint32_t key, CentroidTable &list);

    const LabelCache &cache_;
    LabelTable table_;
    // The centroids that can be nearest to a color in cells: how many, and their numbers.
    std::vector<std::uint8_t> lists_{0};
    std::vector<std::uint32_t> cell_lists_;  // where the list of a cell begins, or 0: it has none
};

void LabelCache::Labels::fill(std::uint32_t key) {
    if (cell_lists_[key] == 0) prune_group(key);
    if (table_.has(key)) return;
    CentroidTable list;
    const std::uint8_t *ids = &lists_[cell_lists_[key]];
    for (std::size_t left = *ids; left > 0; --left) list.append(cache_.all_, *++ids);
    fill_block(key, list);
}

// Gives labels to the cells of a group that have one, and lists to the others.
void LabelCache::Labels::prune_group(std::uint32_t key) {
    const std::uint32_t cube = cube_of(key);
    CentroidTable list;
    for (std::uint32_t i = cache_.cube_lists_[cube]; i < cache_.cube_lists_[cube + 1]; ++i)
        list.append(cache_.all_, cache_.ids_[i]);
    BoxLanes boxes;
    Candidates candidates;
    for (std::uint32_t lane = 0; lane < kBoxLanes; ++lane)
        set_box(boxes, lane, key_in_group(key, lane), 1);
    kernels().prune(boxes, list, candidates);
    for (std::uint32_t lane = 0; lane < kBoxLanes; ++lane) {
        const std::uint32_t cell = key_in_group(key, lane);
        const std::size_t place = lists_.size();
        lists_.push_back(0);
        for_each_candidate(candidates, list.size, lane,
                           [&](std::size_t i) { lists_.push_back(list.id[i]); });
        const std::size_t size = lists_.size() - place - 1;
        if (size > 1) {
            lists_[place] = static_cast<std::uint8_t>(size);
            cell_lists_[cell] = static_cast<std::uint32_t>(place);
        } else {
            table_.set(cell, cache_.order_[lists_[place + 1]]);
            lists_.resize(place);
        }
    }
}

void LabelCache::Labels::fill_block(std::uint32_t key, CentroidTable &list) {
    // The score of a color is that of the lowest corner less the product with the residue.
    const Point base = cell_base(key);
    for (std::size_t k = 0; k < list.size; ++k)
        list.norm[k] = score(base, cache_.centroids_[list.id[k]], list.norm[k]);
    std::uint8_t nearest[kColorsPerCell];
    kernels().assign(kResidues.data(), kColorsPerCell, list, nearest, nullptr);
    std::uint8_t *const block = table_.new_block();
    std::memset(block, cache_.order_[list.id[0]], kColorsPerCell);
    // Lists are short, and loops without a look-up become vector code.
    for (std::size_t k = 1; k < list.size; ++k)
        replace(nearest, static_cast<std::uint8_t>(k), cache_.order_[list.id[k]], block);
    table_.set(key, block);
}

void LabelCache::map(const ImageView &image, Team &team, std::uint8_t *labels) const {
    // Each table takes room for 2^24 labels, and every thread computes labels anew.
    constexpr unsigned kMostTables = 8;
    const unsigned workers = std::min(team.workers_for(image.pixels(), kLeastLookUps), kMostTables);
    std::vector<std::unique_ptr<Labels>> of_workers(workers);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned worker) {
        if (!of_workers[worker]) of_workers[worker] = std::make_unique<Labels>(*this);
        for_each_block_of_keys(image, range,
                               [&](const std::uint16_t *keys, const std::uint16_t *residues,
                                   std::size_t first, std::size_t count) {
                                   of_workers[worker]->look_up(keys, residues, count,
                                                               labels + first);
                               });
    });
}

}  // namespace quant::core
