// Moves the pixels from a copy of the picture.
#include "worker/orientation.h"

#include <cstring>
#include <utility>
#include <vector>

namespace quant::cli {

void apply_orientation(std::byte *pixels, Layout &layout, int orientation) {
    if (orientation < 2 || orientation > 8) return;
    const std::size_t width = layout.width;
    const std::size_t height = layout.height;
    const std::size_t pixel = layout.channels * (layout.bits / 8);
    const std::vector<std::byte> source(pixels, pixels + layout.pixel_bytes());
    // EXIF orientations 5 to 8 exchange rows and columns. Then 2, 3, 7 and 8 read the source from
    // right to left, and 3, 4, 6 and 7 from bottom to top.
    const bool transposed = orientation >= 5;
    const bool right_to_left =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool bottom_to_top =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    if (transposed) {
        std::swap(layout.width, layout.height);
        std::swap(layout.resolution.x, layout.resolution.y);
    }
    std::byte *target = pixels;
    for (std::size_t y = 0; y < layout.height; ++y) {
        for (std::size_t x = 0; x < layout.width; ++x, target += pixel) {
            const std::size_t column = transposed ? y : x;
            const std::size_t row = transposed ? x : y;
            const std::size_t from = (bottom_to_top ? height - 1 - row : row) * width +
                                     (right_to_left ? width - 1 - column : column);
            std::memcpy(target, source.data() + from * pixel, pixel);
        }
    }
}

}  // namespace quant::cli
