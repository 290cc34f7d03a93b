// How often each color of an 8-bit image without alpha occurs: one counter a color, in blocks for
// the cells that occur.
//
// 2^24 counters would not stay in cache, but a photograph meets only some thousand cells of 512
// colors, and neighboring pixels mostly the same few. Counters are single bytes, to keep a block
// within eight cache lines; what does not fit in a byte is carried to a table that few cells have.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "color/cell.h"

namespace quant::core {

class ColorCounts {
public:
    using Carries = std::array<std::uint32_t, kColorsPerCell>;

    // For at most this many pixels.
    explicit ColorCounts(std::size_t pixels);

    // Counts pixels by their cells and residues (histogram.h).
    void add(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count);

    // The counters of a cell, by residue, modulo 256; null if it does not occur.
    const std::uint8_t *block(std::size_t key) const {
        return places_[key] == 0 ? nullptr : blocks_.get() + places_[key];
    }
    // How often each counter of the cell passed 255; null if none did.
    const Carries *carries(std::size_t key) const {
        if (carried_.empty()) return nullptr;
        const std::uint32_t which = carry_of_[key];
        return which == 0 ? nullptr : carried_[which - 1].get();
    }

private:
    std::uint32_t begin_block(std::size_t key);
    void carry(std::size_t key, std::size_t residue);

    // Offsets in blocks_, which is touched as far as it is used only. The first block is for no
    // cell: the offset 0 says that there is none.
    std::vector<std::uint32_t> places_ = std::vector<std::uint32_t>(kCompactCells);
    std::unique_ptr<std::uint8_t[]> blocks_;
    std::uint32_t next_ = kColorsPerCell;

    std::vector<std::uint32_t> carry_of_;  // number in carried_, from 1; empty if there is none
    std::vector<std::unique_ptr<Carries>> carried_;
};

}  // namespace quant::core
