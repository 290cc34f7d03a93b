// Prepares the palette and calls the method of the options.
#include "map/dither.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "map/fit_palette.h"
#include "map/refine_dither.h"

namespace quant::core {
namespace {

std::vector<Point> points_of(std::span<const quant_color16> colors, const DitherSpace &space) {
    std::vector<Point> points;
    for (const quant_color16 &color : colors) points.push_back(space.point_of(color));
    return points;
}

std::vector<Centroid> centroids_of(std::span<const Point> points) {
    std::vector<Centroid> centroids;
    for (const Point &point : points) centroids.push_back(centroid_of(point));
    return centroids;
}

DitherMethod method_of(const quant_options &options) {
    return {static_cast<quant_dither>(options.dither), dither_strength_of(options),
            options.serpentine != 0, options.bayer_size == 0 ? 8 : options.bayer_size};
}

// Returns the palette fitted to one image.
std::vector<quant_color16> fitted(const ImageView &image, std::span<const quant_color16> colors,
                                  const quant_options &options, const DrawnTiles &drawn, Team &team,
                                  std::uint8_t *indices) {
    PaletteFit fit(colors, {options.keep, options.keep_size}, fit_rules_of(options, image.rgb()));
    const FitSource source(image, drawn, options, fit.rules(), team);
    for (unsigned round = 0; round < PaletteFit::kRounds; ++round) {
        fit.add(image, source.pixels(), team, indices);
        fit.end_round();
    }
    return fit.colors();
}

// Does the same as dither() with a palette of which the image can use all entries.
bool dither_with(const ImageView &image, std::vector<quant_color16> &colors,
                 const quant_options &options, Team &team, std::uint8_t *indices) {
    const DitherSpace space(dither_space_of(options), image.rgb(), image.has_alpha());
    DitherMethod method = method_of(options);
    std::optional<DrawnTiles> drawn;
    if (method.dither == QUANT_DITHER_AUTO) {
        drawn.emplace(image, team);
        if (drawn->are_all()) return false;
        method.drawn = &*drawn;
        if (!options.palette) colors = fitted(image, colors, options, *drawn, team, indices);
    }
    const DitherPalette palette(colors, space, image.has_alpha(), image.pixels());
    if (method.dither == QUANT_DITHER_BLUE_NOISE || method.dither == QUANT_DITHER_BAYER) {
        dither_ordered(image, palette, method, team, indices);
    } else {
        diffuse(image, palette, method, team, indices);
        if (method.dither == QUANT_DITHER_AUTO && options.search == QUANT_SEARCH_THOROUGH)
            refine_dither(image, palette, method, team, indices);
    }
    return true;
}

}  // namespace

DitherPalette::DitherPalette(std::span<const quant_color16> entries, const DitherSpace &in_space,
                             bool has_alpha, std::size_t look_ups)
    : space(in_space),
      colors(entries.begin(), entries.end()),
      points(points_of(colors, space)),
      nearest(centroids_of(points), has_alpha, look_ups),
      transparent(has_alpha ? nearest(space.point_of({})) : 0) {
    if (!has_alpha) return;
    std::vector<Point> opaque;
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (points[k].x[3] != space.most()[3]) continue;
        opaque_.ids[opaque.size()] = static_cast<std::uint8_t>(k);
        opaque.push_back(points[k]);
    }
    if (opaque.empty() || opaque.size() == points.size()) return;
    nearest_opaque_.emplace(centroids_of(opaque), true, look_ups);
    opaque_.grid = nearest_opaque_->grid();
}

int dither_space_of(const quant_options &options) {
    if (options.dither_space != QUANT_SPACE_AUTO) return options.dither_space;
    return options.dither == QUANT_DITHER_AUTO ? QUANT_SPACE_OKLAB : options.space;
}

int dither_strength_of(const quant_options &options) {
    return static_cast<int>(std::lround(options.dither_strength * kFullStrength));
}

bool is_dithered(const quant_options &options) {
    return options.dither != QUANT_DITHER_NONE && dither_strength_of(options) > 0;
}

UsableEntries::UsableEntries(std::span<const quant_color16> palette, bool has_alpha) {
    const bool has_opaque =
        std::ranges::any_of(palette, [](const quant_color16 &color) { return color.a == 0xFFFF; });
    for (std::size_t k = 0; k < palette.size(); ++k) {
        if (!has_alpha && has_opaque && palette[k].a != 0xFFFF) continue;
        colors.push_back(palette[k]);
        ids.push_back(static_cast<std::uint8_t>(k));
    }
}

bool dither(const ImageView &image, std::vector<quant_color16> &colors,
            const quant_options &options, Team &team, std::uint8_t *indices) {
    UsableEntries usable(colors, image.has_alpha());
    if (!dither_with(image, usable.colors, options, team, indices)) return false;
    for (std::size_t k = 0; k < usable.ids.size(); ++k) colors[usable.ids[k]] = usable.colors[k];
    if (usable.ids.size() == colors.size()) return true;
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        for (std::size_t i = range.first; i < range.last; ++i) indices[i] = usable.ids[indices[i]];
    });
    return true;
}

}  // namespace quant::core
