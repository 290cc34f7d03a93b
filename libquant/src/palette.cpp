#include "palette.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "parallel.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kBlock = 1024;

// Fewer pixels than this are not worth a thread.
inline constexpr std::size_t kLeastPixels = std::size_t{1} << 16;

// The sum over a cluster of |x - y|^2 without its first term, the sum of |x|^2. Modulo 2^64, like
// all that it is added to: the total is below 2^64, so it comes out right.
std::uint64_t squared_error_part(const Moments &m, const std::array<std::int64_t, 4> &y) {
    std::uint64_t dot = 0, norm = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        dot += static_cast<std::uint64_t>(m.sum[d]) * static_cast<std::uint64_t>(y[d]);
        norm += static_cast<std::uint64_t>(y[d] * y[d]);
    }
    return m.n * norm - 2 * dot;
}

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

std::array<std::int64_t, 4> doubled(const Centroid &c) {
    return {2 * c.x[0], 2 * c.x[1], 2 * c.x[2], 2 * c.x[3]};
}
std::array<std::int64_t, 4> widened(const Point &p) { return {p.x[0], p.x[1], p.x[2], p.x[3]}; }

auto color_key(const quant_color16 &c) { return std::tuple(c.r, c.g, c.b, c.a); }

// Sorts entries given in the order of clusters, drops unused ones, and notes where each went.
void sort_entries(Palette &palette) {
    std::vector<std::size_t> from(palette.counts.size());
    std::iota(from.begin(), from.end(), std::size_t{0});
    std::erase_if(from, [&](std::size_t k) { return palette.counts[k] == 0; });
    std::stable_sort(from.begin(), from.end(), [&](std::size_t a, std::size_t b) {
        if (palette.counts[a] != palette.counts[b]) return palette.counts[a] > palette.counts[b];
        return color_key(palette.colors16[a]) < color_key(palette.colors16[b]);
    });
    Palette sorted;
    for (std::size_t entry = 0; entry < from.size(); ++entry) {
        sorted.colors.push_back(palette.colors[from[entry]]);
        sorted.colors16.push_back(palette.colors16[from[entry]]);
        sorted.counts.push_back(palette.counts[from[entry]]);
        palette.order[from[entry]] = static_cast<std::uint8_t>(entry);
    }
    palette.colors = std::move(sorted.colors);
    palette.colors16 = std::move(sorted.colors16);
    palette.counts = std::move(sorted.counts);
}

// The squared error of an 8-bit color for a 16-bit one, in 8-bit units: see color_space.h.
double rounding_error(const quant_color &c, const quant_color16 &c16) {
    const double alpha = c.a / 255.0, alpha16 = c16.a / 65535.0;
    const auto difference = [&](double v, double v16) {
        return (v - 127.5) * alpha - (v16 / 257 - 127.5) * alpha16;
    };
    const double r = difference(c.r, c16.r), g = difference(c.g, c16.g), b = difference(c.b, c16.b);
    const double a = 127.5 * (alpha - alpha16);
    return r * r + g * g + b * b + a * a;
}

ColorSpace::Position place_of(const Centroid &c) {
    return {2.0 * c.x[0], 2.0 * c.x[1], 2.0 * c.x[2], 2.0 * c.x[3]};
}

ColorSpace::Position mean_of(const Moments &m) {
    ColorSpace::Position p;
    for (std::size_t d = 0; d < kDimensions; ++d)
        p[d] = static_cast<double>(m.sum[d]) / static_cast<double>(m.n);
    return p;
}

quant_color in_8_bits(const quant_color16 &c) {
    return {static_cast<std::uint8_t>(c.r), static_cast<std::uint8_t>(c.g),
            static_cast<std::uint8_t>(c.b), static_cast<std::uint8_t>(c.a)};
}
quant_color16 in_16_bits(const quant_color &c) { return {c.r, c.g, c.b, c.a}; }

}  // namespace

Palette make_palette(const Histogram &histogram, const ColorSpace &space, std::size_t fixed,
                     std::span<const Centroid> centroids, std::span<const Moments> clusters) {
    Palette palette;
    const bool has_alpha = histogram.has_alpha();
    std::uint64_t inertia = histogram.squared(), error = inertia, error16 = inertia;
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const Moments &cluster = clusters[k];
        // A centroid is stored rounded, and outside of sRGB a step of a channel can be less than
        // that: if it is its cluster's mean, which it is at the end of iterations, that is better.
        const bool is_mean =
            !space.is_srgb() && k >= fixed && cluster.n > 0 && centroid_of(cluster) == centroids[k];
        const auto place = is_mean ? mean_of(cluster) : place_of(centroids[k]);
        const quant_color16 color = space.color_of(place, has_alpha, 8);
        const quant_color16 color16 = space.color_of(place, has_alpha, 16);
        palette.colors.push_back(in_8_bits(color));
        palette.colors16.push_back(color16);
        palette.counts.push_back(cluster.n);
        inertia += squared_error_part(cluster, doubled(centroids[k]));
        if (!space.is_srgb()) continue;
        error += squared_error_part(cluster, widened(space.point_of(color, 8, has_alpha)));
        error16 += squared_error_part(cluster, widened(space.point_of(color16, 16, has_alpha)));
    }
    palette.inertia = in_8_bit_units(inertia);
    if (space.is_srgb()) {
        palette.palette_error = in_8_bit_units(error);
        palette.palette16_error = in_8_bit_units(error16);
    }
    sort_entries(palette);
    return palette;
}

void measure_errors(const ImageView &image, const std::uint8_t *indices, unsigned most_threads,
                    Palette &palette) {
    const ColorSpace &space = image.space();
    std::array<Point, 256> written, written16;
    for (std::size_t k = 0; k < palette.colors.size(); ++k) {
        written[k] = space.point_of(in_16_bits(palette.colors[k]), 8, image.has_alpha());
        written16[k] = space.point_of(palette.colors16[k], 16, image.has_alpha());
    }
    const unsigned threads = threads_for(image.pixels(), kLeastPixels, most_threads);
    std::vector<std::uint64_t> errors(threads), errors16(threads);
    parallel(threads, [&](unsigned thread) {
        std::array<Point, kBlock> points;
        std::uint64_t error = 0, error16 = 0;
        const Range range = part_of(image.pixels(), thread, threads);
        for (std::size_t first = range.first; first < range.last; first += kBlock) {
            const std::size_t count = std::min(kBlock, range.last - first);
            image.load_points(first, count, points.data());
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint8_t index = indices[first + i];
                error += squared_distance(points[i], written[index]);
                error16 += squared_distance(points[i], written16[index]);
            }
        }
        errors[thread] = error;
        errors16[thread] = error16;
    });
    const auto sum = [](const std::vector<std::uint64_t> &parts) {
        return in_8_bit_units(std::accumulate(parts.begin(), parts.end(), std::uint64_t{0}));
    };
    palette.palette_error = sum(errors);
    palette.palette16_error = sum(errors16);
}

Palette make_palette(const ExactPalette &exact, unsigned bits) {
    Palette palette;
    palette.counts = exact.counts;
    for (std::size_t k = 0; k < exact.counts.size(); ++k) {
        const std::uint64_t color = exact.table.colors()[k];
        const auto channel = [&](unsigned c) {
            return static_cast<std::uint32_t>(color >> (16 * c) & 0xFFFF);
        };
        const auto to_8 = [&](unsigned c) {
            return static_cast<std::uint8_t>(bits == 8 ? channel(c) : (channel(c) + 128) / 257);
        };
        const auto to_16 = [&](unsigned c) {
            return static_cast<std::uint16_t>(bits == 8 ? channel(c) * 257 : channel(c));
        };
        // Alpha may round to 0, and then hides the color.
        const bool visible = to_8(3) > 0;
        palette.colors.push_back(visible ? quant_color{to_8(0), to_8(1), to_8(2), to_8(3)}
                                         : quant_color{});
        palette.colors16.push_back({to_16(0), to_16(1), to_16(2), to_16(3)});
        palette.palette_error += static_cast<double>(exact.counts[k]) *
                                 rounding_error(palette.colors.back(), palette.colors16.back());
    }
    sort_entries(palette);
    return palette;
}

}  // namespace quant::core
