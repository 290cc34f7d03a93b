// Converts centroids or exact colors to entries, sorts these by use, and computes their errors.
#include "cluster/palette.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "cluster/lloyd.h"

namespace quant::core {
namespace {

auto color_key(const quant_color16 &c) { return std::tuple(c.r, c.g, c.b, c.a); }

// Makes the entries `from` the new palette, in this order, and updates palette.order.
void pick_entries(Palette &palette, std::span<const std::size_t> from) {
    Palette picked;
    for (std::size_t entry = 0; entry < from.size(); ++entry) {
        picked.colors.push_back(palette.colors[from[entry]]);
        picked.colors16.push_back(palette.colors16[from[entry]]);
        picked.counts.push_back(palette.counts[from[entry]]);
        palette.order[from[entry]] = static_cast<std::uint8_t>(entry);
    }
    palette.colors = std::move(picked.colors);
    palette.colors16 = std::move(picked.colors16);
    palette.counts = std::move(picked.counts);
}

// Sorts the entries by use, and drops the unused ones except the undroppable.
void sort_entries(Palette &palette, std::span<const std::size_t> undroppable = {}) {
    std::vector<std::size_t> from(palette.counts.size());
    std::iota(from.begin(), from.end(), std::size_t{0});
    std::erase_if(from, [&](std::size_t k) {
        return palette.counts[k] == 0 && std::ranges::find(undroppable, k) == undroppable.end();
    });
    std::stable_sort(from.begin(), from.end(), [&](std::size_t a, std::size_t b) {
        if (palette.counts[a] != palette.counts[b]) return palette.counts[a] > palette.counts[b];
        return color_key(palette.colors16[a]) < color_key(palette.colors16[b]);
    });
    pick_entries(palette, from);
}

// Returns the squared error of an 8-bit color in place of a 16-bit one, in 8-bit units.
// color_space.h defines the distance.
double rounding_error(const quant_color &c, const quant_color16 &c16) {
    const double alpha = c.a / 255.0, alpha16 = c16.a / 65535.0;
    const auto difference = [&](double v, double v16) {
        return (v - 127.5) * alpha - (v16 / 257 - 127.5) * alpha16;
    };
    const double r = difference(c.r, c16.r), g = difference(c.g, c16.g), b = difference(c.b, c16.b);
    const double a = 127.5 * (alpha - alpha16);
    return r * r + g * g + b * b + a * a;
}

// Returns the position that the color of an entry is taken from. Outside of sRGB, a step of a
// channel can be as small as a step of a centroid. Therefore the exact mean of the cluster is taken
// there if the centroid is that mean, rounded, as it is when the iterations have converged.
ColorSpace::Position position(const ColorSpace &space, const Centroid &c, const Moments &m) {
    ColorSpace::Position p;
    const bool mean = !space.is_srgb() && m.n > 0 && centroid_of(m) == c;
    for (std::size_t d = 0; d < kDimensions; ++d)
        p[d] = mean ? static_cast<double>(m.sum[d]) / static_cast<double>(m.n) : 2.0 * c.x[d];
    return p;
}

quant_color in_8_bits(const quant_color16 &c) {
    return {static_cast<std::uint8_t>(c.r), static_cast<std::uint8_t>(c.g),
            static_cast<std::uint8_t>(c.b), static_cast<std::uint8_t>(c.a)};
}

quant_color16 in_16_bits(const quant_color &c) { return {c.r, c.g, c.b, c.a}; }
quant_color16 promoted(const quant_color16 &c) {
    const auto full = [](unsigned v) { return static_cast<std::uint16_t>(v * 257); };
    return {full(c.r), full(c.g), full(c.b), full(c.a)};
}

// Returns the entry of each given color. Given colors that no pixel can get are appended as new
// entries.
std::vector<std::size_t> places_of(const GivenColors &given, Palette &palette) {
    std::vector<std::size_t> places(given.colors.size(), palette.colors.size());
    for (std::size_t k = 0; k < given.color_of.size(); ++k) places[given.color_of[k]] = k;
    const std::size_t clusters = palette.colors.size();
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i] < clusters) continue;
        places[i] = palette.colors.size();
        palette.colors.push_back(given.colors[i]);
        palette.colors16.push_back(promoted(in_16_bits(given.colors[i])));
        palette.counts.push_back(0);
    }
    return places;
}

}  // namespace

Palette make_palette(const Histogram &histogram, const ColorSpace &space,
                     std::span<const Centroid> centroids, std::span<const Moments> clusters,
                     const GivenColors &given) {
    Palette palette;
    const bool has_alpha = histogram.has_alpha();
    std::uint64_t error = histogram.squared(), error16 = error;
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        const Moments &cluster = clusters[k];
        const auto place = position(space, centroids[k], cluster);
        const bool is_given = k < given.color_of.size();
        const quant_color16 color = is_given ? in_16_bits(given.colors[given.color_of[k]])
                                             : space.color_of(place, has_alpha, 8);
        const quant_color16 color16 =
            is_given ? promoted(color) : space.color_of(place, has_alpha, 16);
        palette.colors.push_back(in_8_bits(color));
        palette.colors16.push_back(color16);
        palette.counts.push_back(cluster.n);
        if (!space.is_srgb()) continue;
        error += squared_error_part(cluster, space.point_of(color, 8, has_alpha));
        error16 += squared_error_part(cluster, space.point_of(color16, 16, has_alpha));
    }
    palette.inertia = in_8_bit_units(inertia_of(histogram, centroids, clusters));
    if (space.is_srgb()) {
        palette.palette_error = in_8_bit_units(error);
        palette.palette16_error = in_8_bit_units(error16);
    }
    const std::vector<std::size_t> places = places_of(given, palette);
    if (given.are_all) {
        pick_entries(palette, places);
    } else {
        sort_entries(palette, places);
    }
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
        // If alpha rounds to 0, it hides the color.
        const bool visible = to_8(3) > 0;
        palette.colors.push_back(visible ? quant_color{to_8(0), to_8(1), to_8(2), to_8(3)}
                                         : quant_color{});
        palette.colors16.push_back({to_16(0), to_16(1), to_16(2), to_16(3)});
    }
    sort_entries(palette);
    // The last bit of the sum depends on the order of its terms. That is the order of the entries,
    // which does not depend on the order of the pixels.
    for (std::size_t k = 0; k < palette.counts.size(); ++k)
        palette.palette_error += static_cast<double>(palette.counts[k]) *
                                 rounding_error(palette.colors[k], palette.colors16[k]);
    return palette;
}

}  // namespace quant::core
