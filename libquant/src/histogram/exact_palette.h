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
// order of their insertion. It is a hash table with open addressing and four slots for each color.
class ColorTable {
public:
    // Returns the index of a color. A new color is inserted if there are fewer than `most`;
    // otherwise nothing is returned.
    std::optional<std::uint8_t> insert(std::uint64_t color, std::size_t most);
    const std::vector<std::uint64_t> &colors() const { return colors_; }

    // Returns the index of a color, which must be in the table.
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
    std::vector<std::uint64_t> counts;  // pixels of each color
};

// Returns the colors of an image if there are at most `most`. Stops reading at the first color too
// many. Lets the team, if any, check meanwhile.
std::optional<ExactPalette> find_exact_palette(const ImageView &image, std::size_t most,
                                               Team *team = nullptr);

// Writes order[k] for each pixel, where k is the index of its color.
void map_exact(const ImageView &image, const ColorTable &table,
               const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *indices);

}  // namespace quant::core
