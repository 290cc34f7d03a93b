// Finds the parts of a picture that are drawn, such as text, lines and plain fills: there, dots of
// dithering would be seen as dirt. QUANT_DITHER_AUTO leaves them as they are.
//
// In a drawn tile, most neighbors are equal, and where they are not, they differ clearly. In
// photographs few neighbors are equal, and in gradients most of those that differ do so by a step
// or two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"

namespace quant::core {

class DrawnTiles {
public:
    // Looks at every pixel.
    DrawnTiles(const ImageView &image, Team &team);

    // Tiles are squares of this side.
    static constexpr std::size_t kSide = 64;

    bool is_drawn(std::size_t x, std::size_t y) const {
        return is_drawn_[y / kSide * across_ + x / kSide] != 0;
    }

    // Returns whether all tiles are drawn.
    bool are_all() const;

private:
    std::size_t across_;
    std::vector<std::uint8_t> is_drawn_;
};

// Returns what DrawnTiles(image, team).are_all() does, but looks at no more rows of tiles than it
// must: at a single one of most photographs.
bool is_all_drawn(const ImageView &image, Team &team);

}  // namespace quant::core
