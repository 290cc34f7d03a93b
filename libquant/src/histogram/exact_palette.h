// Images of so few colors that they need no clustering: their palette is their colors.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "color/image.h"

namespace quant::core {

// A set of at most 256 straight colors (as from ImageView::load_colors) numbered in order of
// insertion. Open addressing in four times the space.
class ColorTable {
public:
    // Index of the color, inserted if it is new and there is room for it; else nothing.
    std::optional<std::uint8_t> insert(std::uint64_t color, std::size_t most);
    const std::vector<std::uint64_t> &colors() const { return colors_; }

    // Index of a color that is in the table.
    std::uint8_t find(std::uint64_t color) const { return slots_[slot_of(color)].index; }

private:
    struct Slot {
        std::uint64_t color = 0;
        std::uint8_t index = 0;
        bool used = false;
    };
    std::size_t slot_of(std::uint64_t color) const;

    std::array<Slot, 1024> slots_{};
    std::vector<std::uint64_t> colors_;
};

struct ExactPalette {
    ColorTable table;
    std::vector<std::uint64_t> counts;  // pixels per color
};

// The colors of the image if there are at most `most`; looks no further than it needs to.
std::optional<ExactPalette> find_exact_palette(const ImageView &image, std::size_t most);

// Writes order[index of its color] for each pixel.
void map_exact(const ImageView &image, const ColorTable &table,
               const std::array<std::uint8_t, 256> &order, unsigned threads, std::uint8_t *indices);

}  // namespace quant::core
