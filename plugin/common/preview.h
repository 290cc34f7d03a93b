// What a layer will look like, without any toolkit.
#pragma once

#include <cstdint>
#include <vector>

#include "common/reduction.h"

namespace quant::plugin {

// A part of a layer on a screen: each of width * height dots shows a square with sides of `scale`
// pixels, the first one from (x, y) on.
struct View {
    double x = 0;
    double y = 0;
    double scale = 1;
    int width = 0;
    int height = 0;
};

// One 0x00rrggbb for each dot, row after row: the mean of its pixels, over a pattern of squares
// where they are transparent, and gray outside. The pixels have the colors of the result, as much
// as they are selected, or their own without a result; as in an indexed layer they are transparent
// or opaque.
std::vector<std::uint32_t> render(const Layer &layer, const Quantized *result, bool is_indexed,
                                  const View &view);

}  // namespace quant::plugin
