// Builds the compact form of a histogram: counts all colors, then lists those that occur.
#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "histogram/color_counts.h"
#include "histogram/histogram.h"
#include "histogram/histogram_sparse.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

// A thread that counts fewer pixels than this is not worth its own counters.
inline constexpr std::size_t kLeastCountedPixels = std::size_t{1} << 17;

// The counters of so many cells ahead are fetched, because they lie in the order in which the cells
// came, and may be in the cache of another processor.
inline constexpr std::size_t kFetched = 2;

// Returns the counts of each worker, whose blocks are in `room`. It is shared by the workers, so
// that it does not grow with their number: an allocator gives memory that it has got back again if
// that is not too much, and new memory costs more than counting does.
std::vector<ColorCounts> count_colors(const ImageView &image, unsigned workers, Team &team,
                                      std::span<std::uint8_t> room) {
    std::vector<ColorCounts> counts;
    const std::size_t share = room.size() / kColorsPerCell / workers * kColorsPerCell;
    for (unsigned worker = 0; worker < workers; ++worker)
        counts.emplace_back(room.subspan(worker * share, share));
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned worker) {
        for_each_block_of_keys(
            image, range,
            [&](const std::uint16_t *keys, const std::uint16_t *residues, std::size_t,
                std::size_t count) { counts[worker].add(keys, residues, count); });
    });
    return counts;
}

// The counts of one cell, added up over all threads: in bytes if they fit, otherwise in 32 bits.
class CellCounts {
public:
    void gather(const std::vector<ColorCounts> &counts, std::size_t key) {
        fit_in_bytes_ = true;
        bytes_ = nullptr;
        for (const ColorCounts &one : counts) {
            const std::uint8_t *block = one.block(key);
            if (!block) continue;
            fit_in_bytes_ &= one.carries(key) == nullptr;
            if (!bytes_) {
                bytes_ = block;
                continue;
            }
            if (bytes_ != sum_.data()) std::copy_n(bytes_, kColorsPerCell, sum_.data());
            fit_in_bytes_ &= kernels().add_counts(block, sum_.data());
            bytes_ = sum_.data();
        }
        if (!fit_in_bytes_) gather_wide(counts, key);
    }

    // Writes the entries of the cell, and returns their number. Adds the number of colors to
    // `unique`.
    std::size_t list(std::uint16_t *residues, std::uint16_t *weights, std::uint64_t &unique) const {
        if (fit_in_bytes_) {
            const std::size_t count = kernels().list_counts(bytes_, residues, weights);
            unique += count;
            return count;
        }
        std::size_t count = 0;
        for (std::size_t residue = 0; residue < kColorsPerCell; ++residue) {
            unique += wide_[residue] > 0;
            for (std::uint32_t left = wide_[residue]; left > 0;) {
                const std::uint32_t weight = std::min(left, Histogram::kMostCompactWeight);
                residues[count] = static_cast<std::uint16_t>(residue);
                weights[count++] = static_cast<std::uint16_t>(weight);
                left -= weight;
            }
        }
        return count;
    }

private:
    void gather_wide(const std::vector<ColorCounts> &counts, std::size_t key) {
        wide_ = {};
        for (const ColorCounts &one : counts) {
            const std::uint8_t *block = one.block(key);
            const ColorCounts::Carries *carries = one.carries(key);
            for (std::size_t residue = 0; block && residue < kColorsPerCell; ++residue)
                wide_[residue] += block[residue] + (carries ? carries->of[residue] * 256 : 0);
        }
    }

    bool fit_in_bytes_ = true;
    const std::uint8_t *bytes_ = nullptr;
    std::array<std::uint8_t, kColorsPerCell> sum_;
    std::array<std::uint32_t, kColorsPerCell> wide_;
};

// Returns an upper bound of the number of entries of one cell: one for each color, and one more for
// each full weight that is split off.
std::size_t most_entries(const std::vector<ColorCounts> &counts, std::size_t key) {
    std::uint64_t pixels = 0;
    for (const ColorCounts &one : counts) {
        pixels += kColorsPerCell * 255;
        if (const ColorCounts::Carries *carries = one.carries(key)) pixels += carries->all * 256;
    }
    return kColorsPerCell + static_cast<std::size_t>(pixels / Histogram::kMostCompactWeight);
}

}  // namespace

void Histogram::build_compact(const ImageView &image, Team &team) {
    if (has_few_pixels_in_each_cell(image)) return build_sparse(image, team);
    const unsigned workers = team.workers_for(image.pixels(), kLeastCountedPixels);
    const std::size_t most_blocks = std::min(image.pixels(), kCompactCells) + workers;
    const std::size_t bytes = most_blocks * kColorsPerCell;
    const auto room = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
    const auto counts = count_colors(image, workers, team, {room.get(), bytes});
    for (const std::uint16_t key : morton_order(false)) {
        if (std::ranges::any_of(counts, [&](const auto &one) { return one.has(key); }))
            cells_.emplace_back().key = key;
    }

    // Threads take whole groups of cells, which are separated by gaps.
    const std::size_t groups = (cells_.size() + kCellsPerGap - 1) / kCellsPerGap;
    std::vector<std::size_t> first_entries(groups + 1);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const std::size_t group = i / kCellsPerGap;
        if (i % kCellsPerGap == 0) first_entries[group + 1] = first_entries[group] + kSlack;
        first_entries[group + 1] += most_entries(counts, cells_[i].key);
    }
    entries_end_ = first_entries[groups] + kSlack;
    make_room(true);

    std::vector<std::uint64_t> unique(groups);
    team.share(groups, workers, [&](std::size_t group, unsigned) {
        CellCounts cell_counts;
        std::size_t entry = first_entries[group] + kSlack;
        const std::size_t first = group * kCellsPerGap;
        const std::size_t last = std::min(first + kCellsPerGap, cells_.size());
        for (std::size_t i = first; i < last; ++i) {
            Cell &cell = cells_[i];
            if (i + kFetched < last) {
                for (const ColorCounts &one : counts) one.prefetch(cells_[i + kFetched].key);
            }
            cell_counts.gather(counts, cell.key);
            cell.first = entry;
            entry += cell_counts.list(&residues_[entry], &compact_weights_[entry], unique[group]);
            cell.size = static_cast<std::uint32_t>(entry - cell.first);
            summarize(cell);
        }
    });
    for (const std::uint64_t colors : unique) unique_ += colors;
}

}  // namespace quant::core
