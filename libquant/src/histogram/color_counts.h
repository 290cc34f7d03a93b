// Counts how often each color of an 8-bit image without alpha occurs: one counter for each color,
// in blocks for the cells that occur.
//
// All 2^24 counters would not stay in the cache. But a photograph has colors in only a few thousand
// cells of 512 colors, and neighboring pixels mostly have colors in the same few cells. Counters
// are single bytes, so that a block takes eight cache lines; a count that does not fit in a byte is
// carried to a table that few cells need.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "color/cell.h"

namespace quant::core {

// Threads count in objects that are neighbors in memory. The alignment keeps what one of them
// writes out of the cache lines of the others.
class alignas(128) ColorCounts {
public:
    // How often each counter of a cell has wrapped around, and their sum.
    struct Carries {
        std::array<std::uint32_t, kColorsPerCell> of;
        std::uint64_t all;
    };

    // Uses `room` for the blocks of as many cells as fit in it, and allocates memory if there are
    // more.
    explicit ColorCounts(std::span<std::uint8_t> room) : room_(room) {}

    // Counts pixels, given by their cells and residues (cell.h).
    void add(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count);

    // Returns whether a cell occurs.
    bool has(std::size_t key) const { return occurs_[key]; }

    // Returns the counters of a cell by residue, modulo 256, or null if the cell does not occur.
    const std::uint8_t *block(std::size_t key) const {
        return places_[key] == 0 ? nullptr : room_.data() + places_[key];
    }
    // Begins to fetch the counters of a cell, if it occurs.
    void prefetch(std::size_t key) const {
        if (places_[key] == 0) return;
        constexpr std::size_t kLine = 64;
        const std::uint8_t *counters = &room_[places_[key]];
        for (std::size_t at = 0; at < kColorsPerCell; at += kLine)
            __builtin_prefetch(counters + at);
    }

    // Returns null if no counter of the cell has wrapped around.
    const Carries *carries(std::size_t key) const {
        if (carried_.empty()) return nullptr;
        const std::uint32_t which = carry_of_[key];
        return which == 0 ? nullptr : carried_[which - 1].get();
    }

private:
    std::uint32_t begin_block(std::size_t key);
    void carry(std::size_t key, std::size_t residue);

    // The offset of the block of each cell in room_, or 0 if the cell has none; therefore the first
    // block is not used. Only the blocks in use are written to.
    std::vector<std::uint32_t> places_ = std::vector<std::uint32_t>(kCompactCells);
    std::bitset<kCompactCells> occurs_;  // which cells have a block
    std::span<std::uint8_t> room_;
    std::unique_ptr<std::uint8_t[]> more_;  // if not null, room_ is this
    std::uint32_t next_ = kColorsPerCell;

    // The number of each cell in carried_, from 1, or 0 if the cell has none. Empty if no cell has
    // one.
    std::vector<std::uint32_t> carry_of_;
    std::vector<std::unique_ptr<Carries>> carried_;
};

}  // namespace quant::core
