#include "palette.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace quant::core {
namespace {

// A centroid as a straight color of `full` = 255 or 65535 steps a channel, rounded.
template <typename Color>
Color straight(const Centroid &c, bool has_alpha, std::uint32_t full) {
    using Value = decltype(Color::r);
    const auto rounded = [&](std::uint32_t value, std::uint32_t of) {
        if (of == 0) return Value{0};
        return static_cast<Value>(
            std::min<std::uint64_t>((std::uint64_t{value} * full * 2 + of) / (2 * of), full));
    };
    const auto at = [&](std::size_t d) { return static_cast<std::uint32_t>(c.x[d]); };
    const Value alpha = has_alpha ? rounded(at(3), kCentroidMax) : static_cast<Value>(full);
    if (alpha == 0) return {0, 0, 0, 0};
    const std::uint32_t unit = has_alpha ? at(3) : kCentroidMax;
    return {rounded(at(0), unit), rounded(at(1), unit), rounded(at(2), unit), alpha};
}

Point point_of(const quant_color &c, bool has_alpha) {
    const auto scaled = [&](unsigned v) {
        const unsigned premultiplied =
            has_alpha ? (v * c.a * kPointScale + 127) / 255 : v * kPointScale;
        return static_cast<std::int16_t>(premultiplied);
    };
    return {{scaled(c.r), scaled(c.g), scaled(c.b),
             static_cast<std::int16_t>(has_alpha ? c.a * kPointScale : 0)}};
}

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

// The squared distance between an 8-bit and a 16-bit color, both premultiplied, in 8-bit units.
double premultiplied_error(const quant_color &c, const quant_color16 &c16) {
    const double alpha = c.a / 255.0, alpha16 = c16.a / 65535.0;
    const auto difference = [&](double v, double v16) { return v * alpha - v16 / 257 * alpha16; };
    const double r = difference(c.r, c16.r), g = difference(c.g, c16.g), b = difference(c.b, c16.b);
    const double a = c.a - c16.a / 257.0;
    return r * r + g * g + b * b + a * a;
}

}  // namespace

Palette make_palette(const Histogram &histogram, std::span<const Centroid> centroids,
                     std::span<const Moments> clusters) {
    Palette palette;
    std::uint64_t inertia = histogram.squared(), palette_error = histogram.squared();
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const bool has_alpha = histogram.has_alpha();
        palette.colors.push_back(straight<quant_color>(centroids[k], has_alpha, 255));
        palette.colors16.push_back(straight<quant_color16>(centroids[k], has_alpha, 65535));
        palette.counts.push_back(clusters[k].n);
        inertia += squared_error_part(clusters[k], doubled(centroids[k]));
        palette_error +=
            squared_error_part(clusters[k], widened(point_of(palette.colors[k], has_alpha)));
    }
    palette.inertia = in_8_bit_units(inertia);
    palette.palette_error = in_8_bit_units(palette_error);
    palette.palette16_error = palette.inertia;  // a centroid differs by rounding alone
    sort_entries(palette);
    return palette;
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
        palette.palette_error +=
            static_cast<double>(exact.counts[k]) *
            premultiplied_error(palette.colors.back(), palette.colors16.back());
    }
    sort_entries(palette);
    return palette;
}

}  // namespace quant::core
