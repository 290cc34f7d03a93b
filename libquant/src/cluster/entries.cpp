// Rounds colors, finds their positions, and sorts.
#include "cluster/entries.h"

#include <algorithm>
#include <tuple>

namespace quant::core {
namespace {

struct Entry {
    quant_color16 color;
    Centroid centroid;
    std::size_t given;
};

std::uint64_t position_key(const Centroid &centroid) { return point_key(point_of(centroid)); }

// Sorts the entries, and drops those that equal another one, except given colors.
Entries sorted_entries(std::vector<Entry> list) {
    std::ranges::sort(list, {}, [](const Entry &entry) {
        return std::tuple(position_key(entry.centroid), color_key(entry.color), entry.given);
    });
    Entries entries;
    for (const Entry &entry : list) {
        if (entry.given == kNotGiven && !entries.colors.empty() &&
            color_key(entries.colors.back()) == color_key(entry.color))
            continue;
        entries.colors.push_back(entry.color);
        entries.centroids.push_back(entry.centroid);
        entries.given.push_back(entry.given);
    }
    return entries;
}

// Returns the position that the color of an entry is taken from. Outside of sRGB, a step of a
// channel can be as small as a step of a centroid. Therefore the exact mean of the cluster is taken
// there if the centroid is that mean, rounded, as it is when the iterations have converged.
ColorSpace::Position position_of(const Cluster &cluster, const ColorSpace &space) {
    ColorSpace::Position p;
    const Moments &m = cluster.moments;
    const bool mean = !space.is_srgb() && centroid_of(m) == cluster.centroid;
    for (std::size_t d = 0; d < kDimensions; ++d)
        p[d] = mean ? static_cast<double>(m.sum[d]) / static_cast<double>(m.n)
                    : 2.0 * cluster.centroid.x[d];
    if (must_be_opaque(cluster)) p[3] = space.opaque_alpha();
    return p;
}

quant_color16 rounded(const quant_color16 &color) { return in_16_bits(in_8_bits(color)); }

}  // namespace

std::uint64_t color_key(const quant_color16 &c) {
    return std::uint64_t{c.r} << 48 | std::uint64_t{c.g} << 32 | std::uint64_t{c.b} << 16 | c.a;
}

quant_color16 in_16_bits(const quant_color &c) {
    const auto full = [](unsigned v) { return static_cast<std::uint16_t>(v * 257); };
    return {full(c.r), full(c.g), full(c.b), full(c.a)};
}

quant_color in_8_bits(const quant_color16 &c) {
    const auto near = [](unsigned v) { return static_cast<std::uint8_t>((v + 128) / 257); };
    if (near(c.a) == 0) return {};
    return {near(c.r), near(c.g), near(c.b), near(c.a)};
}

// A tenth is the share that costs the least error, over many icons, if opaque pixels may get opaque
// entries only (docs/color-spaces.md).
bool must_be_opaque(const Cluster &cluster) {
    return cluster.opaque > 0 && cluster.opaque * 10 >= cluster.moments.n;
}

void sort_by_position(std::span<Cluster> clusters) {
    std::ranges::stable_sort(clusters, {}, [](const Cluster &cluster) {
        return std::tuple(position_key(cluster.centroid), cluster.given);
    });
}

quant_color16 entry_color(const Cluster &cluster, const GivenColors &given, const ColorSpace &space,
                          bool has_alpha, unsigned bits) {
    if (cluster.given != kNotGiven) return in_16_bits(given.colors[cluster.given]);
    if (cluster.fill) return *cluster.fill;
    return space.color_of(position_of(cluster, space), has_alpha, bits);
}

Entries make_entries(std::span<const Cluster> clusters, const GivenColors &given,
                     const ColorSpace &space, bool has_alpha, unsigned bits) {
    std::vector<Entry> list;
    for (const Cluster &cluster : clusters) {
        if (cluster.given == kNotGiven && cluster.moments.n == 0) continue;
        const quant_color16 color = entry_color(cluster, given, space, has_alpha, bits);
        // A given color has its centroid already, without its alpha if the image has none.
        const Centroid centroid = cluster.given != kNotGiven
                                      ? cluster.centroid
                                      : centroid_of(space.point_of(color, 16, has_alpha));
        list.push_back({color, centroid, cluster.given});
    }
    return sorted_entries(std::move(list));
}

Entries make_entries(std::span<const quant_color16> colors, const ColorSpace &space,
                     bool has_alpha) {
    std::vector<Entry> list;
    for (const quant_color16 &color : colors) {
        const quant_color16 entry = rounded(color);
        list.push_back({entry, centroid_of(space.point_of(entry, 16, has_alpha)), kNotGiven});
    }
    return sorted_entries(std::move(list));
}

}  // namespace quant::core
