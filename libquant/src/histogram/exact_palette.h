// The palette of an image that needs no clustering because it has few colors: the colors
// themselves.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"

namespace quant::core {

// A set of at most 256 straight colors (packed as by ImageView::load_colors()), numbered in the
// order of their insertion. It is a hash table with open addressing and sixteen slots for each
// color, so that nearly all colors are found in their first slot.
class ColorTable {
public:
    // Returns the index of a color. A new color is inserted if there are fewer than `most`;
    // otherwise nothing is returned.
    std::optional<std::uint8_t> insert(std::uint64_t color, std::size_t most);
    const std::vector<std::uint64_t> &colors() const { return colors_; }

    // Returns whether the table has a color.
    bool has(std::uint64_t color) const { return slots_[slot_of(color)].color == color; }

    // Returns the index of a color, which must be in the table.
    std::uint8_t find(std::uint64_t color) const { return slots_[slot_of(color)].index; }

private:
    // A free slot has a color that no pixel has: red without alpha.
    static constexpr std::uint64_t kNone = 1;
    static constexpr unsigned kSlotBits = 12;
    struct Slot {
        std::uint64_t color = kNone;
        std::uint8_t index = 0;
    };

    // Returns the slot that has the color, or that it would get.
    std::size_t slot_of(std::uint64_t color) const {
        // Fibonacci hashing (Knuth 1973): the top bits of the product with 2^64 / golden ratio.
        std::size_t slot = color * 0x9E3779B97F4A7C15U >> (64 - kSlotBits);
        while (slots_[slot].color != color && slots_[slot].color != kNone)
            slot = (slot + 1) % slots_.size();
        return slot;
    }

    std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << kSlotBits);
    std::vector<std::uint64_t> colors_;
};

struct ExactPalette {
    ColorTable table;
    std::vector<std::uint64_t> counts;  // pixels of each color
};

// Returns the colors of an image, in the order in which they first occur, if there are at most
// `most`. Stops reading soon after it has found a color too many.
std::optional<ExactPalette> find_exact_palette(const ImageView &image, std::size_t most,
                                               Team &team);

// Writes order[k] for each pixel, where k is the index of its color.
void map_exact(const ImageView &image, const ColorTable &table,
               const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *indices);

}  // namespace quant::core
