// Builds the compact form of a histogram of images that have few pixels in each cell: small ones,
// and noise, which has colors in all cells.
//
// Counters for all colors of a cell (histogram_compact.cpp) would mostly be zero, and would not
// stay in the cache. So the residues are sorted into cells by a counting sort, as wide colors are
// (histogram_wide.cpp), and then counted cell by cell.
#include "histogram/histogram_sparse.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>

#include "histogram/histogram.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

// A tile of fewer pixels is not worth a thread.
inline constexpr std::size_t kLeastSparsePixels = std::size_t{1} << 15;

// In larger images, sorting takes more memory than counters, and no less time.
inline constexpr std::size_t kMostSparsePixels = std::size_t{1} << 24;

// Calls visit(keys, residues, count) for blocks of pixels, until the team is stopped.
template <typename Visit>
void visit_keys(const ImageView &image, Range pixels, Team &team, Visit &&visit) {
    for (std::size_t first = pixels.first; first < pixels.last; first += kUnitPixels) {
        for_each_block_of_keys(
            image, {first, std::min(first + kUnitPixels, pixels.last)},
            [&](const std::uint16_t *keys, const std::uint16_t *residues, std::size_t,
                std::size_t count) { visit(keys, residues, count); });
        if (team.is_stopped(static_cast<double>(first - pixels.first) /
                            static_cast<double>(pixels.size())))
            return;
    }
}

// Counts the residues of one cell after another.
class ResidueCounts {
public:
    // Replaces residues by the distinct ones, in ascending order, sets their weights, and returns
    // their number. Adds the number of colors to `unique`.
    std::size_t merge(std::uint16_t *residues, std::uint16_t *weights, std::size_t count,
                      std::uint64_t &unique) {
        for (std::size_t i = 0; i < count; ++i) {
            ++counts_[residues[i]];
            occurs_[residues[i] / 64] |= std::uint64_t{1} << residues[i] % 64;
        }
        std::size_t entries = 0;
        for (std::size_t word = 0; word < occurs_.size(); ++word) {
            unique += static_cast<unsigned>(std::popcount(occurs_[word]));
            for (std::uint64_t bits = occurs_[word]; bits != 0; bits &= bits - 1) {
                const std::size_t residue =
                    word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
                // There are at least as many residues as entries.
                for (std::uint32_t &left = counts_[residue]; left > 0;) {
                    const std::uint32_t weight = std::min(left, Histogram::kMostCompactWeight);
                    residues[entries] = static_cast<std::uint16_t>(residue);
                    weights[entries++] = static_cast<std::uint16_t>(weight);
                    left -= weight;
                }
            }
            occurs_[word] = 0;
        }
        return entries;
    }

private:
    std::array<std::uint32_t, kColorsPerCell> counts_{};
    std::array<std::uint64_t, kColorsPerCell / 64> occurs_{};  // one bit for each residue
};

}  // namespace

bool has_few_pixels_in_each_cell(const ImageView &image) {
    // In noise, most of some neighboring pixels lie in cells of their own.
    constexpr std::size_t kRuns = 16, kRun = 128;
    if (image.pixels() <= kRuns * kRun) return true;
    if (image.pixels() > kMostSparsePixels) return false;
    std::bitset<kCompactCells> seen;
    for (std::size_t run = 0; run < kRuns; ++run) {
        const std::size_t first = part_of(image.pixels() - kRun, run, kRuns).first;
        for_each_block_of_keys(
            image, {first, first + kRun},
            [&](const std::uint16_t *keys, const std::uint16_t *, std::size_t, std::size_t count) {
                for (std::size_t i = 0; i < count; ++i) seen.set(keys[i]);
            });
    }
    return seen.count() > kRuns * kRun * 3 / 4;
}

void Histogram::build_sparse(const ImageView &image, Team &team) {
    const unsigned workers = team.workers_for(image.pixels(), kLeastSparsePixels);
    std::vector<Tile> tiles(workers);
    team.share(tiles.size(), workers, [&](std::size_t index, unsigned) {
        Tile &tile = tiles[index];
        tile.pixels = part_of(image.pixels(), index, tiles.size());
        tile.heads.resize(kCompactCells);
        visit_keys(image, tile.pixels, team,
                   [&](const std::uint16_t *keys, const std::uint16_t *, std::size_t count) {
                       for (std::size_t i = 0; i < count; ++i) ++tile.heads[keys[i]];
                   });
    });
    const std::vector<Range> units = place_cells(tiles, team);
    make_room(true);
    team.share(tiles.size(), workers, [&](std::size_t index, unsigned) {
        std::size_t *const heads = tiles[index].heads.data();
        visit_keys(
            image, tiles[index].pixels, team,
            [&](const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count) {
                for (std::size_t i = 0; i < count; ++i) residues_[heads[keys[i]]++] = residues[i];
            });
    });
    std::vector<std::uint64_t> unique(units.size());
    team.share(units.size(), workers, [&](std::size_t unit, unsigned) {
        ResidueCounts counts;
        for (std::size_t i = units[unit].first; i < units[unit].last; ++i) {
            Cell &cell = cells_[i];
            cell.size = static_cast<std::uint32_t>(counts.merge(
                &residues_[cell.first], &compact_weights_[cell.first], cell.size, unique[unit]));
            summarize(cell);
        }
    });
    for (const std::uint64_t colors : unique) unique_ += colors;
}

}  // namespace quant::core
