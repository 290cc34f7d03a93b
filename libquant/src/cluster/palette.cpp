// Counts the pixels of entries, sorts the entries by use, and computes their error.
#include "cluster/palette.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "cluster/opaque_pixels.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// Makes the entries `from` the new palette, in this order, and updates palette.order.
void pick_entries(Palette &palette, std::span<const std::size_t> from) {
    Palette picked;
    for (std::size_t entry = 0; entry < from.size(); ++entry) {
        picked.colors16.push_back(palette.colors16[from[entry]]);
        picked.colors.push_back(in_8_bits(picked.colors16.back()));
        picked.counts.push_back(palette.counts[from[entry]]);
        palette.order[from[entry]] = static_cast<std::uint8_t>(entry);
    }
    palette.colors16 = std::move(picked.colors16);
    palette.colors = std::move(picked.colors);
    palette.counts = std::move(picked.counts);
}

// Sorts the entries, and drops the unused ones except the undroppable.
void sort_entries(Palette &palette, std::span<const std::size_t> undroppable = {}) {
    std::vector<std::size_t> from(palette.counts.size());
    std::iota(from.begin(), from.end(), std::size_t{0});
    std::erase_if(from, [&](std::size_t k) {
        return palette.counts[k] == 0 && std::ranges::find(undroppable, k) == undroppable.end();
    });
    // All pixels with alpha 0 have the same color, so that at most one entry without alpha is not
    // given.
    std::ranges::stable_sort(from, [&](std::size_t a, std::size_t b) {
        const auto key = [&](std::size_t k) {
            return std::tuple(palette.colors16[k].a != 0, ~palette.counts[k],
                              color_key(palette.colors16[k]));
        };
        return key(a) < key(b);
    });
    pick_entries(palette, from);
}

// Returns the entry of each given color. Given colors that no pixel can get are appended as new
// entries.
std::vector<std::size_t> places_of(const GivenColors &given, const Entries &entries,
                                   Palette &palette) {
    std::vector<std::size_t> places(given.colors.size(), kNotGiven);
    for (std::size_t k = 0; k < entries.given.size(); ++k)
        if (entries.given[k] != kNotGiven) places[entries.given[k]] = k;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i] != kNotGiven) continue;
        places[i] = palette.colors16.size();
        palette.colors16.push_back(in_16_bits(given.colors[i]));
        palette.counts.push_back(0);
    }
    return places;
}

// Returns the straight colors of an image with 16 bits per channel.
std::vector<quant_color16> colors_of(const ExactPalette &exact, unsigned bits) {
    std::vector<quant_color16> colors;
    for (const std::uint64_t color : exact.table.colors()) {
        const auto channel = [&](unsigned c) {
            const std::uint64_t value = color >> (16 * c) & 0xFFFF;
            return static_cast<std::uint16_t>(bits == 8 ? value * 257 : value);
        };
        colors.push_back({channel(0), channel(1), channel(2), channel(3)});
    }
    return colors;
}

}  // namespace

Palette make_palette(const Entries &entries, std::span<const Moments> clusters,
                     const Histogram &histogram, const ColorSpace &space,
                     const GivenColors &given) {
    Palette palette;
    palette.colors16 = entries.colors;
    std::uint64_t error = histogram.squared();
    for (std::size_t k = 0; k < clusters.size(); ++k) {
        palette.counts.push_back(clusters[k].n);
        if (space.is_srgb())
            error += squared_error_part(
                clusters[k], space.point_of(entries.colors[k], 16, histogram.has_alpha()));
    }
    if (space.is_srgb()) palette.error = in_8_bit_units(error);
    const std::vector<std::size_t> places = places_of(given, entries, palette);
    if (given.are_all) {
        pick_entries(palette, places);
    } else {
        sort_entries(palette, places);
    }
    return palette;
}

bool has_8_bit_colors(const ExactPalette &exact, unsigned bits) {
    return std::ranges::all_of(colors_of(exact, bits), [](const quant_color16 &color) {
        return color_key(in_16_bits(in_8_bits(color))) == color_key(color);
    });
}

Palette make_palette(const ExactPalette &exact, unsigned bits) {
    Palette palette;
    palette.colors16 = colors_of(exact, bits);
    palette.counts = exact.counts;
    sort_entries(palette);
    return palette;
}

Palette make_rounded_palette(const ExactPalette &exact, const ColorSpace &space) {
    const std::vector<quant_color16> colors = colors_of(exact, 16);
    const bool has_alpha =
        std::ranges::any_of(colors, [](const quant_color16 &color) { return color.a != 0xFFFF; });
    const Entries entries = make_entries(colors, space, has_alpha);
    std::vector<Point> points;
    points.reserve(colors.size());
    for (const quant_color16 &color : colors)
        points.push_back(space.point_of(color, 16, has_alpha));
    std::array<std::uint8_t, 256> nearest{};
    kernels().assign(points.data(), points.size(), CentroidTable(entries.centroids), nearest.data(),
                     nullptr);
    if (has_alpha) {
        std::array<std::uint8_t, 256> labels;
        std::iota(labels.begin(), labels.end(), std::uint8_t{0});
        const OpaqueRule rule(entries.centroids, labels, space.opaque_alpha());
        if (rule.applies()) rule.correct(points.data(), points.size(), nearest.data());
    }

    Palette palette;
    palette.colors16 = entries.colors;
    palette.counts.resize(entries.colors.size());
    const ColorSpace srgb;
    std::uint64_t error = 0;
    for (std::size_t i = 0; i < colors.size(); ++i) {
        palette.counts[nearest[i]] += exact.counts[i];
        error += exact.counts[i] *
                 squared_distance(srgb.point_of(colors[i], 16, has_alpha),
                                  srgb.point_of(entries.colors[nearest[i]], 16, has_alpha));
    }
    palette.error = in_8_bit_units(error);
    sort_entries(palette);
    const auto place = palette.order;
    for (std::size_t i = 0; i < colors.size(); ++i) palette.order[i] = place[nearest[i]];
    return palette;
}

}  // namespace quant::core
