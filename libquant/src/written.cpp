#include "written.h"

#include <algorithm>
#include <array>

#include "parallel.h"
#include "srgb_points.h"

namespace quant::core {
namespace {

struct Sums {
    std::array<std::uint64_t, 256> counts{};
    std::uint64_t error = 0, error16 = 0;
};

std::uint64_t squared_distance(const Point &a, const Point &b) {
    std::uint32_t sum = 0;  // at most 4 * 32640^2 < 2^32
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const std::int32_t difference = a.x[d] - b.x[d];
        sum += static_cast<std::uint32_t>(difference * difference);
    }
    return sum;
}

double in_8_bit_units(std::uint64_t squared) {
    return static_cast<double>(squared) / (kPointScale * kPointScale);
}

}  // namespace

void measure_written(const ImageView &image, const std::uint8_t *indices, unsigned threads,
                     Palette &palette) {
    std::array<Point, 256> points{}, points16{};
    for (std::size_t k = 0; k < palette.colors.size(); ++k) {
        points[k] = srgb_point(palette.colors[k], image.has_alpha());
        points16[k] = srgb_point(palette.colors16[k], image.has_alpha());
    }
    const unsigned used = threads_for(image.pixels(), 1U << 16, threads);
    std::vector<Sums> sums(used);
    parallel(used, [&](unsigned thread) {
        constexpr std::size_t kBlock = 1024;
        const Range range = part_of(image.pixels(), thread, used);
        Point block[kBlock];
        Sums own;
        for (std::size_t first = range.first; first < range.last; first += kBlock) {
            const std::size_t count = std::min(kBlock, range.last - first);
            load_srgb_points(image, first, count, block);
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint8_t index = indices[first + i];
                ++own.counts[index];
                own.error += squared_distance(block[i], points[index]);
                own.error16 += squared_distance(block[i], points16[index]);
            }
        }
        sums[thread] = own;
    });
    Sums all;
    for (const Sums &part : sums) {
        for (std::size_t k = 0; k < all.counts.size(); ++k) all.counts[k] += part.counts[k];
        all.error += part.error;
        all.error16 += part.error16;
    }
    std::copy_n(all.counts.begin(), palette.counts.size(), palette.counts.begin());
    palette.palette_error = in_8_bit_units(all.error);
    palette.palette16_error = in_8_bit_units(all.error16);
}

}  // namespace quant::core
