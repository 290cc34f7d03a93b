// Adds up the squared distances between colors and their entries in integers, in sRGB.
#include "cluster/mapping_error.h"

#include <algorithm>
#include <array>

#include "cluster/accumulators.h"
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

    void store(Palette &palette) const {
        std::copy_n(counts.begin(), palette.counts.size(), palette.counts.begin());
        palette.error = in_8_bit_units(error);
    }
};

}  // namespace

void measure_mapping(const ImageView &image, const std::uint8_t *indices, Team &team,
                     Palette &palette) {
    struct Worker {
        Accumulators accumulators;
        std::uint64_t squared = 0;  // the sum of |x|^2
    };
    std::vector<Worker> workers(team.workers_for(image.pixels(), kLeastPixels));
    for (Worker &worker : workers) worker.accumulators.reset(palette.colors16.size());
    const auto used = static_cast<unsigned>(workers.size());
    team.share_ranges(image.pixels(), kUnitPixels, used, [&](Range range, unsigned index) {
        Worker &worker = workers[index];
        for_each_block_of_points(image, range,
                                 [&](const Point *points, std::size_t first, std::size_t count) {
                                     worker.accumulators.add(points, indices + first, count);
                                     worker.squared += kernels().sum_of_squares(points, count);
                                 });
    });
    const auto entries = points_of(palette, image.has_alpha());
    Sums sums;
    for (Worker &worker : workers) {
        worker.accumulators.flush();
        sums.error += worker.squared;
        for (std::size_t k = 0; k < palette.colors16.size(); ++k) {
            const Moments &moments = worker.accumulators.clusters[k];
            sums.counts[k] += moments.n;
            sums.error += squared_error_part(moments, entries[k]);
        }
    }
    sums.store(palette);
}

void measure_mapping(std::span<const CountedColor> colors, const std::uint8_t *indices, Team &team,
                     Palette &palette) {
    const auto entries = points_of(palette, has_alpha(colors));
    const ColorSpace srgb;
    Sums sums;
    for_each_color_block(
        colors, &team, [&](std::size_t first, const std::uint64_t *block, std::size_t count) {
            std::array<Point, kColorBlock> points;
            srgb.convert(block, count, 16, has_alpha(colors), points.data());
            for (std::size_t i = first; i < first + count; ++i) {
                const std::uint8_t index = indices[i];
                sums.counts[index] += colors[i].count;
                sums.error += colors[i].count * squared_distance(points[i - first], entries[index]);
            }
        });
    sums.store(palette);
}

}  // namespace quant::core
