#include "written.h"

#include <algorithm>
#include <array>

#include "parallel.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kBlock = 1024;
inline constexpr std::size_t kLeastPixels = std::size_t{1} << 16;  // to be worth a thread

struct Sums {
    std::array<std::uint64_t, 256> counts{};
    std::uint64_t error = 0, error16 = 0;

    void operator+=(const Sums &other) {
        for (std::size_t k = 0; k < counts.size(); ++k) counts[k] += other.counts[k];
        error += other.error;
        error16 += other.error16;
    }
};

std::uint64_t squared_distance(const Point &a, const Point &b) {
    std::uint64_t sum = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const int difference = a.x[d] - b.x[d];
        sum += static_cast<std::uint32_t>(difference * difference);
    }
    return sum;
}

double in_8_bit_units(std::uint64_t squared) {
    return static_cast<double>(squared) / (kPointScale * kPointScale);
}

}  // namespace

void measure_written(const ImageView &image, const std::uint8_t *indices, unsigned most_threads,
                     Palette &palette) {
    const ColorSpace &space = image.space();
    std::array<Point, 256> written{}, written16{};
    for (std::size_t k = 0; k < palette.colors.size(); ++k) {
        const quant_color &c = palette.colors[k];
        written[k] = space.point_of({c.r, c.g, c.b, c.a}, 8, image.has_alpha());
        written16[k] = space.point_of(palette.colors16[k], 16, image.has_alpha());
    }
    const unsigned threads = threads_for(image.pixels(), kLeastPixels, most_threads);
    std::vector<Sums> sums(threads);
    parallel(threads, [&](unsigned thread) {
        Point points[kBlock];
        Sums own;
        const Range range = part_of(image.pixels(), thread, threads);
        for (std::size_t first = range.first; first < range.last; first += kBlock) {
            const std::size_t count = std::min(kBlock, range.last - first);
            image.load_points(first, count, points);
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint8_t index = indices[first + i];
                ++own.counts[index];
                own.error += squared_distance(points[i], written[index]);
                own.error16 += squared_distance(points[i], written16[index]);
            }
        }
        sums[thread] = own;
    });
    Sums all;
    for (const Sums &part : sums) all += part;
    std::copy_n(all.counts.begin(), palette.counts.size(), palette.counts.begin());
    palette.palette_error = in_8_bit_units(all.error);
    palette.palette16_error = in_8_bit_units(all.error16);
}

}  // namespace quant::core
