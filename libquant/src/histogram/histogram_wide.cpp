// Builds the wide form of a histogram, for points that have too many possible values to count each,
// from pixels or from colors with their weights.
//
// The pixels are sorted into cells by a counting sort, which counts and then scatters. It works
// tile by tile, so that threads can share it. Then the equal points of each cell are found in a
// hash table, and merged in place; threads take units of cells. The numbers of tiles and of threads
// change only the order of the entries.
#include <algorithm>
#include <bit>
#include <utility>

#include "histogram/histogram.h"
#include "simd/kernels.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kTilePixels = std::size_t{1} << 20;

// A tile of fewer pixels is not worth a thread.
inline constexpr std::size_t kLeastTilePixels = std::size_t{1} << 14;

// Returns the points of all pixels, or null in sRGB, where it takes less time to compute them twice
// than to store them.
std::unique_ptr<Point[]> converted_pixels(const ImageView &image, unsigned workers, Team &team) {
    if (image.space().is_srgb()) return nullptr;
    auto points = std::make_unique_for_overwrite<Point[]>(image.pixels());
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        image.load_points(range.first, range.size(), &points[range.first]);
    });
    return points;
}

}  // namespace

// What is counted: the pixels of an image, or points, which then are not null. Without weights,
// each counts once.
struct Histogram::Counted {
    const ImageView *image;
    const Point *points;
    const std::uint32_t *weights;
    std::size_t size;
    std::unique_ptr<Point[]> own = nullptr;  // if not null, `points` is this
};

// Calls visit(first, points, keys, count) for blocks of what is counted.
template <typename Visit>
void Histogram::for_each_keyed_block(const Counted &counted, Range range, Team &team,
                                     Visit &&visit) const {
    Pace pace(&team);
    Point block[kBlockPixels];
    std::uint16_t keys[kBlockPixels];
    for (std::size_t first = range.first; first < range.last; first += kBlockPixels) {
        const std::size_t count = std::min(kBlockPixels, range.last - first);
        if (!counted.points) load_points(*counted.image, first, count, block);
        const Point *points = counted.points ? counted.points + first : block;
        kernels().keys_of(points, count, has_alpha_, keys);
        visit(first, points, keys, count);
        if (pace.is_stopped(count)) return;
    }
}

namespace {

// Merges equal points of one cell after another, which it finds by hashing.
class Merger {
public:
    // Moves the distinct points to the front, sets their weights to the sum of those that the
    // points have, or to their number, and returns how many there are. No branch depends on whether
    // a point is new, which cannot be predicted. Reads kAhead points past the end.
    template <bool HaveWeights>
    std::size_t merge(Point *points, std::uint32_t *weights, std::size_t count, Team &team) {
        clear(std::min(std::bit_ceil(4 * count), kMostSlotsAtFirst));
        std::size_t unique = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (size_ > kMostSlotsAtFirst) prefetch(points[i + kAhead]);
            const Point p = points[i];
            const std::uint32_t weight = HaveWeights ? weights[i] : 1;
            points[unique] = p;  // this place was read before, or is that of p
            weights[unique] = 0;
            std::size_t slot = hash(p) >> shift_;
            std::uint32_t at = slots_[slot];
            std::size_t entry = at == 0 ? unique : at - 1;
            while (points[entry] != p) {
                slot = (slot + 1) & (size_ - 1);
                at = slots_[slot];
                entry = at == 0 ? unique : at - 1;
            }
            slots_[slot] = static_cast<std::uint32_t>(entry + 1);
            weights[entry] += weight;
            unique += at == 0;
            if (unique * 2 > size_) grow(points, unique, unique * (count / (i + 1) + 1), team);
            if (i % kCheckedPixels == kCheckedPixels - 1 && team.is_stopped()) break;
        }
        return unique;
    }

private:
    static constexpr std::size_t kMostSlotsAtFirst = 4096;
    static constexpr std::size_t kAhead = 16;
    static_assert(kAhead <= Histogram::kSlack);
    static constexpr std::size_t kCheckedPixels = std::size_t{1} << 16;

    static std::uint64_t hash(const Point &p) {
        // Multiplies twice, so that every coordinate reaches the upper bits well.
        const std::uint64_t product = std::bit_cast<std::uint64_t>(p) * 0x9E3779B97F4A7C15U;
        return (product ^ product >> 32) * 0x9E3779B97F4A7C15U;
    }
    // A large table does not stay in the first-level cache.
    void prefetch(const Point &p) const { __builtin_prefetch(&slots_[hash(p) >> shift_], 1); }

    void clear(std::size_t size) {
        size_ = size;
        shift_ = static_cast<unsigned>(64 - std::countr_zero(size));
        if (slots_.size() < size) slots_.resize(size);
        std::fill_n(slots_.begin(), size, 0U);
    }
    // Makes room for as many points as there will be if they go on as they began.
    void grow(const Point *points, std::size_t unique, std::size_t expected, Team &team) {
        Pace pace(&team);
        clear(std::max(size_ * 4, std::bit_ceil(2 * expected)));
        for (std::size_t i = 0; i < unique; ++i) {
            std::size_t slot = hash(points[i]) >> shift_;
            while (slots_[slot] != 0) slot = (slot + 1) & (size_ - 1);
            slots_[slot] = static_cast<std::uint32_t>(i + 1);
            pace.is_stopped();
        }
    }

    std::vector<std::uint32_t> slots_;  // the places of points from 1, or 0
    std::size_t size_ = 0;              // the number of slots in use, a power of two
    unsigned shift_ = 0;
};

}  // namespace

// Makes the cells of the pixels that were counted, with their first entries, and with the number of
// their pixels as their size. Sets the heads of the tiles to the entries that their pixels go to.
// Returns the units of cells that threads take.
std::vector<Range> Histogram::place_cells(std::span<Tile> tiles, Team &team) {
    Pace pace(&team);
    std::vector<Range> units;
    std::size_t entry = 0, unit_end = 0;
    for (const std::uint16_t key : morton_order(has_alpha_)) {
        std::size_t pixels = 0;
        for (const Tile &tile : tiles) pixels += tile.heads[key];
        pace.is_stopped(tiles.size());
        if (pixels == 0) continue;
        if (units.empty() || entry >= unit_end || units.back().size() == kCellsPerGap) {
            entry += kSlack;
            unit_end = entry + kUnitPixels;
            units.push_back({cells_.size(), cells_.size()});
        }
        Cell &cell = cells_.emplace_back();
        cell.key = key;
        cell.first = entry;
        cell.size = static_cast<std::uint32_t>(pixels);
        ++units.back().last;
        for (Tile &tile : tiles) entry += std::exchange(tile.heads[key], entry);
    }
    entries_end_ = entry + kSlack;
    return units;
}

void Histogram::build_wide(const ImageView &image, Team &team) {
    const unsigned workers = team.workers_for(image.pixels(), kLeastTilePixels);
    auto converted = converted_pixels(image, workers, team);
    const Point *const points = converted.get();
    build_wide({&image, points, nullptr, image.pixels(), std::move(converted)}, team);
}

Histogram::Histogram(std::span<const Point> points, std::span<const std::uint32_t> weights,
                     bool has_alpha, Team &team)
    : has_alpha_(has_alpha) {
    build_wide({nullptr, points.data(), weights.data(), points.size()}, team);
    add_up_cells();
}

void Histogram::build_wide(Counted counted, Team &team) {
    const unsigned workers = team.workers_for(counted.size, kLeastTilePixels);
    const std::size_t in_turn = (counted.size + kTilePixels * workers - 1) / kTilePixels / workers;
    std::vector<Tile> tiles(std::max<std::size_t>(in_turn, 1) * workers);
    for (std::size_t i = 0; i < tiles.size(); ++i)
        tiles[i].pixels = part_of(counted.size, i, tiles.size());
    team.share(tiles.size(), workers, [&](std::size_t index, unsigned) {
        Tile &tile = tiles[index];
        tile.heads.resize(morton_order(has_alpha_).size());
        for_each_keyed_block(
            counted, tile.pixels, team,
            [&](std::size_t, const Point *, const std::uint16_t *keys, std::size_t count) {
                for (std::size_t i = 0; i < count; ++i) ++tile.heads[keys[i]];
            });
    });
    const std::vector<Range> units = place_cells(tiles, team);
    make_room(false);
    team.share(tiles.size(), workers, [&](std::size_t index, unsigned) {
        std::size_t *const heads = tiles[index].heads.data();
        Point *const entries = points_.get();
        std::uint32_t *const entry_weights = weights_.get();
        for_each_keyed_block(counted, tiles[index].pixels, team,
                             [&](std::size_t first, const Point *points, const std::uint16_t *keys,
                                 std::size_t count) {
                                 for (std::size_t i = 0; i < count; ++i) {
                                     const std::size_t entry = heads[keys[i]]++;
                                     entries[entry] = points[i];
                                     if (counted.weights)
                                         entry_weights[entry] = counted.weights[first + i];
                                 }
                             });
    });
    tiles.clear();
    counted.own.reset();
    if (counted.weights) {
        merge_cells<true>(units, workers, team);
    } else {
        merge_cells<false>(units, workers, team);
    }
}

template <bool HaveWeights>
void Histogram::merge_cells(std::span<const Range> units, unsigned workers, Team &team) {
    std::vector<Merger> mergers(workers);
    team.share(units.size(), workers, [&](std::size_t unit, unsigned worker) {
        for (std::size_t i = units[unit].first; i < units[unit].last; ++i) {
            Cell &cell = cells_[i];
            cell.size = static_cast<std::uint32_t>(mergers[worker].merge<HaveWeights>(
                points_.get() + cell.first, weights_.get() + cell.first, cell.size, team));
            summarize(cell);
        }
    });
    for (const Cell &cell : cells_) unique_ += cell.size;
}

}  // namespace quant::core
