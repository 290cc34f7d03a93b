// Renders a preview of a layer. Does not depend on a GUI toolkit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "common/reduction.h"

namespace quant::plugin {

// A part of a layer on the screen. It has width * height dots, and each dot shows a square of the
// layer with sides of `scale` pixels. The square of the first dot begins at (x, y). If the view is
// only some columns of a wider one, (x, y) is where the wider one begins, and `column` is the first
// of the columns.
struct View {
    double x = 0;
    double y = 0;
    double scale = 1;
    int width = 0;
    int height = 0;
    int column = 0;
};

// Converts colors of the image to those of the screen, and leaves alpha as it is.
using ToScreen = std::function<void(std::span<Color>)>;

// Returns one 0x00rrggbb for each dot, row after row: the mean of the dot's pixels, over a pattern
// of squares where they are transparent, or gray outside the layer. With a result, pixels have its
// colors, as much as they are selected, and if `is_indexed`, each is transparent or opaque. Without
// a result (null), pixels have their own colors. If a palette entry of the result is highlighted,
// the pixels that have another one are washed out.
std::vector<std::uint32_t> render(const Layer &layer, const Quantized *result, bool is_indexed,
                                  const View &view, const ToScreen &to_screen = nullptr,
                                  std::optional<std::uint8_t> highlighted = std::nullopt);

// A pixel of a layer, counted from the upper left one.
struct Place {
    int x = 0;
    int y = 0;
    bool operator==(const Place &) const = default;
};

// Returns the pixel that the dot at (x, y) shows, or the middle one of several; nothing outside of
// the view or of the layer, which has width * height pixels.
std::optional<Place> pixel_at(const View &view, double x, double y, int width, int height);

}  // namespace quant::plugin
