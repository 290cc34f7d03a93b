// Adds up the squared distances between colors and their entries in integers, in sRGB.
#include "cluster/mapping_error.h"

#include <algorithm>
#include <array>

#include "simd/load_points.h"

namespace quant::core {
namespace {

// Returns the colors of a palette as points in sRGB.
std::array<Point, 256> points_of(const Palette &palette, bool has_alpha) {
    const ColorSpace srgb;
    std::array<Point, 256> points{};
    for (std::size_t k = 0; k < palette.colors16.size(); ++k)
        points[k] = srgb.point_of(palette.colors16[k], 16, has_alpha);
    return points;
}

struct Sums {
    std::array<std::uint64_t, 256> counts{};
    std::uint64_t error = 0;

    void add(const Point &point, std::uint8_t index, const std::array<Point, 256> &entries,
             std::uint64_t count = 1) {
        counts[index] += count;
        error += count * squared_distance(point, entries[index]);
    }
    void operator+=(const Sums &other) {
        for (std::size_t k = 0; k < counts.size(); ++k) counts[k] += other.counts[k];
        error += other.error;
    }
    void store(Palette &palette) const {
        std::copy_n(counts.begin(), palette.counts.size(), palette.counts.begin());
        palette.error = in_8_bit_units(error);
    }
};

}  // namespace

void measure_mapping(const ImageView &image, const std::uint8_t *indices, Team &team,
                     Palette &palette) {
    const auto entries = points_of(palette, image.has_alpha());
    const unsigned workers = threads_for(image.pixels(), kLeastPixels, team.size());
    std::vector<Sums> sums(workers);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned worker) {
        Sums own;
        for_each_block_of_points(image, range,
                                 [&](const Point *points, std::size_t first, std::size_t count) {
                                     for (std::size_t i = 0; i < count; ++i)
                                         own.add(points[i], indices[first + i], entries);
                                 });
        sums[worker] += own;
    });
    Sums all;
    for (const Sums &part : sums) all += part;
    all.store(palette);
}

void measure_mapping(std::span<const CountedColor> colors, const std::uint8_t *indices, Team &team,
                     Palette &palette) {
    const auto entries = points_of(palette, has_alpha(colors));
    const ColorSpace srgb;
    Sums sums;
    for_each_color_block(colors, &team,
                         [&](std::size_t first, const std::uint64_t *block, std::size_t count) {
                             std::array<Point, kColorBlock> points;
                             srgb.convert(block, count, 16, has_alpha(colors), points.data());
                             for (std::size_t i = first; i < first + count; ++i)
                                 sums.add(points[i - first], indices[i], entries, colors[i].count);
                         });
    sums.store(palette);
}

}  // namespace quant::core
