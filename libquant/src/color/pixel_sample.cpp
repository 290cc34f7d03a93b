// Copies pixels of each size as a whole, without a division for each.
#include "color/pixel_sample.h"

#include <cstring>

#include "base/random.h"

namespace quant::core {
namespace {

template <std::size_t PixelBytes>
void copy_some(const ImageView &image, std::size_t count, std::uint8_t *to) {
    Random random(0);
    // The beginning of a part is `first` and `more` / count pixels.
    const std::size_t step = image.pixels() / count, remainder = image.pixels() % count;
    std::size_t first = 0, more = 0, row_end = 0;
    const std::uint8_t *end_of_row = nullptr;
    for (std::size_t part = 0; part < count; ++part) {
        const std::size_t begin = first;
        first += step;
        more += remainder;
        if (more >= count) {
            more -= count;
            ++first;
        }
        const std::uint64_t size = first - begin;
        const std::size_t pixel =
            begin + static_cast<std::size_t>((random.next() >> 32) * size >> 32);
        while (pixel >= row_end) {
            image.for_each_run(row_end, image.width(),
                               [&](const std::uint8_t *bytes, std::size_t length) {
                                   end_of_row = bytes + length * PixelBytes;
                               });
            row_end += image.width();
        }
        std::memcpy(to + part * PixelBytes, end_of_row - (row_end - pixel) * PixelBytes,
                    PixelBytes);
    }
}

}  // namespace

PixelSample::PixelSample(const ImageView &image, std::size_t count) : image_{} {
    const PixelLayout layout = image.layout();
    const std::size_t pixel_bytes = layout.channels * (layout.bits / 8);
    pixels_ = std::make_unique_for_overwrite<std::uint8_t[]>(count * pixel_bytes);
    image_.pixels = pixels_.get();
    image_.width = count;
    image_.height = 1;
    image_.channels = layout.channels;
    image_.bits = layout.bits;
    image_.stride_bytes = static_cast<std::ptrdiff_t>(count * pixel_bytes);
    switch (pixel_bytes) {
        case 1: copy_some<1>(image, count, pixels_.get()); break;
        case 2: copy_some<2>(image, count, pixels_.get()); break;
        case 3: copy_some<3>(image, count, pixels_.get()); break;
        case 4: copy_some<4>(image, count, pixels_.get()); break;
        case 6: copy_some<6>(image, count, pixels_.get()); break;
        default: copy_some<8>(image, count, pixels_.get()); break;
    }
}

}  // namespace quant::core
