// Looks for heavy colors in a pass over the cells, and chooses among them.
#include "cluster/flat_fills.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "color/rgb_space.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// The least part of all pixels, and the least number of them, that is a flat area. In a cluster of
// fewer pixels, a color has two thirds of them by chance.
inline constexpr std::uint64_t kLeastPart = 4096;
inline constexpr std::uint64_t kLeastFill = 8;

// The part of the error that all fills together may add.
inline constexpr std::uint64_t kMostRise = 150;

// Returns whether a cell may have a color of at least so many pixels. It takes far less time than
// reading its colors, which few cells of a photograph need.
bool may_have(const Histogram &histogram, const Cell &cell, std::uint64_t least) {
    if (cell.moments.n < least) return false;
    const auto has = [&](const auto *weights, std::uint64_t enough) {
        const std::span those(weights + cell.first, cell.size);
        return std::ranges::any_of(those, [&](auto weight) { return weight >= enough; });
    };
    if (histogram.weights()) return has(histogram.weights(), least);
    // The first entry of a color that has several is full.
    return has(histogram.compact_weights(),
               std::min<std::uint64_t>(least, Histogram::kMostCompactWeight));
}

// Returns the colors of at least so many pixels.
std::vector<WeightedColor> heavy_colors(const Histogram &histogram, std::uint64_t least,
                                        Team &team) {
    std::vector<WeightedColor> heavy;
    Pace pace(&team);
    Point points[Histogram::kBlock];
    std::uint32_t weights[Histogram::kBlock];
    for (const Cell &cell : histogram.cells()) {
        if (pace.is_stopped(cell.size)) return heavy;
        if (!may_have(histogram, cell, least)) continue;
        WeightedColor color{};
        const auto take = [&] {
            if (color.weight >= least) heavy.push_back(color);
        };
        for (std::size_t first = 0; first < cell.size; first += Histogram::kBlock) {
            const std::size_t count = std::min(Histogram::kBlock, cell.size - first);
            histogram.load(cell, first, count, points, weights);
            for (std::size_t i = 0; i < count; ++i) {
                // The entries of one color are neighbors.
                if (color.weight > 0 && color.point == points[i]) {
                    color.weight += weights[i];
                } else {
                    take();
                    color = {points[i], weights[i]};
                }
            }
        }
        take();
    }
    return heavy;
}

// A color that may become the entry of its cluster.
struct Fill {
    WeightedColor color;
    std::size_t cluster;
};

// Returns the colors that fill a cluster which is not given, the largest first. There is at most
// one for each cluster.
std::vector<Fill> fills_of(const Histogram &histogram, std::span<const Cluster> clusters,
                           Team &team) {
    const auto least = std::max(kLeastFill, (histogram.total().n + kLeastPart - 1) / kLeastPart);
    const std::vector<WeightedColor> heavy = heavy_colors(histogram, least, team);
    std::vector<Centroid> centroids;
    for (const Cluster &cluster : clusters) centroids.push_back(cluster.centroid);
    std::vector<Point> points;
    points.reserve(heavy.size());
    for (const WeightedColor &color : heavy) points.push_back(color.point);
    std::vector<std::uint8_t> labels(heavy.size());
    kernels().assign(points.data(), points.size(), CentroidTable(centroids), labels.data(),
                     nullptr);
    std::vector<Fill> fills;
    for (std::size_t i = 0; i < heavy.size(); ++i) {
        const Cluster &cluster = clusters[labels[i]];
        if (cluster.given == kNotGiven && 3 * heavy[i].weight >= 2 * cluster.moments.n)
            fills.push_back({heavy[i], labels[i]});
    }
    // The order in which cells keep their colors has no meaning.
    std::ranges::sort(fills, {}, [](const Fill &fill) {
        return std::tuple(~fill.color.weight, point_key(fill.color.point));
    });
    return fills;
}

// Returns the colors of the fills as entries have them.
std::vector<quant_color16> fill_colors(std::span<const Fill> fills, const ColorSpace &space,
                                       const StraightColors &straight, bool has_alpha,
                                       unsigned bits, Team &team) {
    std::vector<quant_color16> colors;
    std::vector<Point> points;
    // The scale of points does not have all colors of other RGB spaces than sRGB.
    bool is_ambiguous = bits == 16 || (!space.is_srgb() && &space.rgb() != &RgbSpace::srgb());
    for (const Fill &fill : fills) {
        const Point &point = fill.color.point;
        ColorSpace::Position position;
        std::ranges::copy(point.x, position.begin());
        colors.push_back(space.color_of(position, has_alpha, bits));
        points.push_back(point);
        // Points have fewer steps than colors of 16 bits, and translucent ones fewer than those of
        // 8 bits: in sRGB only where alpha is 1.
        is_ambiguous |= has_alpha && !space.is_srgb() &&
                        static_cast<std::uint32_t>(point.x[3]) != space.opaque_alpha();
    }
    if (!is_ambiguous) return colors;
    look_up(straight, points, has_alpha, team, colors);
    if (bits == 8)
        for (quant_color16 &color : colors) color = in_16_bits(in_8_bits(color));
    return colors;
}

// The entries of clusters, one for each.
class EntryColors {
public:
    EntryColors(std::span<const Cluster> clusters, const GivenColors &given,
                const ColorSpace &space, bool has_alpha, unsigned bits)
        : space_(space), has_alpha_(has_alpha) {
        for (const Cluster &cluster : clusters) {
            auto &color = colors_.emplace_back();
            if (cluster.given != kNotGiven || cluster.moments.n > 0)
                color = entry_color(cluster, given, space, has_alpha, bits);
        }
    }

    const quant_color16 &operator[](std::size_t k) const { return *colors_[k]; }
    void set(std::size_t k, const quant_color16 &color) { colors_[k] = color; }

    // Returns whether an entry other than the k-th has this color, or the position of it.
    bool is_taken(const quant_color16 &color, std::size_t k) const {
        const Centroid position = centroid_of(point_of(color));
        for (std::size_t other = 0; other < colors_.size(); ++other) {
            if (other == k || !colors_[other]) continue;
            if (color_key(*colors_[other]) == color_key(color) ||
                centroid_of(point_of(*colors_[other])) == position)
                return true;
        }
        return false;
    }

    // Returns by how much the error of the pixels of a cluster rises with another entry. It is
    // exact, because it is below 2^63, and the parts are so modulo 2^64.
    std::int64_t rise(const Moments &moments, std::size_t k, const quant_color16 &color) const {
        return static_cast<std::int64_t>(squared_error_part(moments, point_of(color)) -
                                         squared_error_part(moments, point_of(*colors_[k])));
    }

private:
    Point point_of(const quant_color16 &color) const {
        return space_.point_of(color, 16, has_alpha_);
    }

    const ColorSpace &space_;
    bool has_alpha_;
    std::vector<std::optional<quant_color16>> colors_;
};

}  // namespace

void find_flat_fills(const Histogram &histogram, const ColorSpace &space, const GivenColors &given,
                     const StraightColors &straight, std::uint64_t inertia, unsigned bits,
                     Team &team, std::span<Cluster> clusters) {
    if (given.are_all) return;
    const std::vector<Fill> fills = fills_of(histogram, clusters, team);
    if (fills.empty()) return;
    const bool has_alpha = histogram.has_alpha();
    const auto colors = fill_colors(fills, space, straight, has_alpha, bits, team);
    EntryColors entries(clusters, given, space, has_alpha, bits);
    auto room = static_cast<std::int64_t>(inertia / kMostRise);
    for (std::size_t i = 0; i < fills.size(); ++i) {
        const std::size_t k = fills[i].cluster;
        Cluster &cluster = clusters[k];
        const std::int64_t rise = entries.rise(cluster.moments, k, colors[i]);
        const bool shows_through = must_be_opaque(cluster) && colors[i].a != 0xFFFF;
        if (rise > room || shows_through || entries.is_taken(colors[i], k)) continue;
        room -= std::max<std::int64_t>(rise, 0);
        cluster.fill = colors[i];
        entries.set(k, colors[i]);
    }
}

}  // namespace quant::core
