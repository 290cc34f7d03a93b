// Renders a preview of a layer. Does not depend on a GUI toolkit.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "common/reduction.h"

namespace quant::plugin {

// A part of a layer on the screen. It has width * height dots, and each dot shows a square of the
// layer with sides of `scale` pixels. The square of the first dot begins at (x, y).
struct View {
    double x = 0;
    double y = 0;
    double scale = 1;
    int width = 0;
    int height = 0;
};

// Converts colors of the image to those of the screen, and leaves alpha as it is.
using ToScreen = std::function<void(std::span<Color>)>;

// Returns one 0x00rrggbb for each dot, row after row: the mean of the dot's pixels, over a pattern
// of squares where they are transparent, or gray outside the layer. With a result, pixels have its
// colors, as much as they are selected, and if `is_indexed`, each is transparent or opaque. Without
// a result (null), pixels have their own colors.
std::vector<std::uint32_t> render(const Layer &layer, const Quantized *result, bool is_indexed,
                                  const View &view, const ToScreen &to_screen = nullptr);

}  // namespace quant::plugin
