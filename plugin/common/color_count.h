// Counts the distinct colors of layers, for a dialog that says how many there are before and after.
#pragma once

#include <cstddef>
#include <span>

#include "common/reduction.h"

namespace quant::plugin {

struct ColorCount {
    std::size_t colors = 0;
    bool has_more = false;  // whether there are more colors than that, and counting has ended
};

// Where counting ends if a layer has 16 bits, so that it needs little time and memory for noise.
inline constexpr std::size_t kMostColors = std::size_t{1} << 20;

// Counts the colors of the pixels of all layers together, without alpha. Pixels that are fully
// transparent or not selected at all do not count. If all layers have 8 bits, the count is
// complete. Throws Canceled and std::bad_alloc.
ColorCount count_colors(std::span<const Layer> layers, const Progressing &progressing);

}  // namespace quant::plugin
