// Prepares the palette in sRGB and calls the method of the options.
#include "map/dither.h"

#include <cmath>

#include "color/srgb_points.h"

namespace quant::core {
namespace {

std::vector<Point> points_of(std::span<const quant_color16> colors, bool has_alpha) {
    std::vector<Point> points;
    for (const quant_color16 &color : colors) points.push_back(srgb_point(color, has_alpha));
    return points;
}

std::vector<Centroid> centroids_of(std::span<const Point> points) {
    std::vector<Centroid> centroids;
    for (const Point &point : points) centroids.push_back(centroid_of(point));
    return centroids;
}

int strength_of(const quant_options &options) {
    return static_cast<int>(std::lround(options.dither_strength * kFullStrength));
}

}  // namespace

DitherPalette::DitherPalette(std::span<const quant_color16> colors, bool has_alpha)
    : points(points_of(colors, has_alpha)),
      nearest(centroids_of(points), has_alpha),
      transparent(nearest(Point{})) {}

bool is_dithered(const quant_options &options) {
    return options.dither != QUANT_DITHER_NONE && strength_of(options) > 0;
}

void dither(const ImageView &image, std::span<const quant_color16> colors,
            const quant_options &options, Team &team, std::uint8_t *indices) {
    const DitherPalette palette(colors, image.has_alpha());
    const int strength = strength_of(options);
    if (options.dither == QUANT_DITHER_FLOYD_STEINBERG) {
        dither_floyd_steinberg(image, palette, strength, team, indices);
    } else {
        dither_ordered(image, palette, static_cast<quant_dither>(options.dither), strength, team,
                       indices);
    }
}

}  // namespace quant::core
