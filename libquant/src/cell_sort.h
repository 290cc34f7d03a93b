// Sorts the pixels of an image into cells: the first half of building a histogram.
//
// Two passes over each tile, count and scatter (a counting sort). Tiles are small enough for the
// scattered writes to stay in cache, and are what threads share out; their number does not change
// what the second half makes of them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "parallel.h"

namespace quant::core {

inline constexpr std::size_t kTilePixels = std::size_t{1} << 20;
inline constexpr std::size_t kLeastTilePixels = std::size_t{1} << 16;

// The cell_key() at each place in Morton order.
const std::vector<std::uint16_t> &morton_order(bool has_alpha);

// The items of one tile, cell after cell in Morton order: those of the cell at place p are
// items[offsets[p]] .. items[offsets[p + 1] - 1].
template <typename Item>
struct Tile {
    std::vector<std::uint32_t> offsets;
    std::unique_ptr<Item[]> items;
};

// load(first, count, keys, items) reads at most kKeyBlock pixels.
inline constexpr std::size_t kKeyBlock = 1024;

template <typename Item, typename Load>
Tile<Item> sort_tile(Range pixels, const std::vector<std::uint16_t> &order, Load &&load) {
    const std::size_t cells = order.size();
    std::uint16_t keys[kKeyBlock];
    Item items[kKeyBlock];

    // Neighboring pixels often fall in one cell: two tables keep an increment from waiting for the
    // one before it.
    std::vector<std::uint32_t> heads(2 * cells);
    for (std::size_t first = pixels.first; first < pixels.last; first += kKeyBlock) {
        const std::size_t count = std::min(kKeyBlock, pixels.last - first);
        load(first, count, keys, items);
        std::size_t i = 0;
        for (; i + 1 < count; i += 2) {
            ++heads[keys[i]];
            ++heads[cells + keys[i + 1]];
        }
        if (i < count) ++heads[keys[i]];
    }

    Tile<Item> tile;
    tile.offsets.resize(cells + 1);
    std::uint32_t position = 0;
    for (std::size_t place = 0; place < cells; ++place) {
        const std::size_t key = order[place];
        const std::uint32_t size = heads[key] + heads[cells + key];
        tile.offsets[place] = position;
        heads[key] = position;
        position += size;
    }
    tile.offsets[cells] = position;

    tile.items = std::make_unique_for_overwrite<Item[]>(pixels.size());
    for (std::size_t first = pixels.first; first < pixels.last; first += kKeyBlock) {
        const std::size_t count = std::min(kKeyBlock, pixels.last - first);
        load(first, count, keys, items);
        for (std::size_t i = 0; i < count; ++i) tile.items[heads[keys[i]]++] = items[i];
    }
    return tile;
}

template <typename Item, typename Load>
std::vector<Tile<Item>> sort_into_cells(std::size_t pixels, unsigned threads,
                                        const std::vector<std::uint16_t> &order, Load &&load) {
    const std::size_t parts = std::max<std::size_t>((pixels + kTilePixels - 1) / kTilePixels,
                                                    threads_for(pixels, kLeastTilePixels, threads));
    std::vector<Tile<Item>> tiles(parts);
    const unsigned used = static_cast<unsigned>(std::min<std::size_t>(threads, parts));
    std::atomic<std::size_t> next{0};
    parallel(used, [&](unsigned) {
        for (std::size_t part = next++; part < parts; part = next++)
            tiles[part] = sort_tile<Item>(part_of(pixels, part, parts), order, load);
    });
    return tiles;
}

}  // namespace quant::core
