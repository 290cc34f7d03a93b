// Calls the kernel for the pixels of each row.
#include "simd/load_points.h"

namespace quant::core {

void load_points(const ImageView &image, std::size_t first, std::size_t count, Point *points) {
    if (!image.space().is_srgb()) {
        image.load_points(first, count, points);
        return;
    }
    image.for_each_run(first, count, [&](const std::uint8_t *bytes, std::size_t length) {
        kernels().points_of_pixels(bytes, image.layout(), length, points);
        points += length;
    });
}

}  // namespace quant::core
