// Collects the given colors, adds full transparency if pixels need it, and converts them to points.
#include "cluster/given_colors.h"

#include <algorithm>
#include <span>

namespace quant::core {

GivenColors::GivenColors(const quant_options &options, const Histogram &histogram,
                         const ColorSpace &space, Team *team)
    : are_all(options.palette != nullptr) {
    if (are_all) {
        colors.assign(options.palette, options.palette + options.palette_size);
    } else if (options.keep) {
        colors.assign(options.keep, options.keep + options.keep_size);
    }
    const auto is_transparent = [](const quant_color &color) { return color.a == 0; };
    // With a single color there is no room for the transparent entry.
    if (!are_all && histogram.has_alpha() && options.colors > 1 && colors.size() < options.colors &&
        std::ranges::none_of(colors, is_transparent) &&
        histogram.count(std::span(&space.transparent(), 1), team) > 0)
        colors.push_back({0, 0, 0, 0});

    const bool some_opaque =
        std::ranges::any_of(colors, [](const quant_color &color) { return color.a == 255; });
    // In this case the translucent colors are compared without their alpha, because opaque pixels
    // must get some entry.
    const bool translucent_only = !some_opaque && (are_all || colors.size() >= options.colors);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const quant_color &c = colors[i];
        if (!histogram.has_alpha() && c.a != 255 && !translucent_only) continue;
        points.push_back(space.point_of({c.r, c.g, c.b, c.a}, 8, histogram.has_alpha()));
        centroids.push_back(centroid_of(points.back()));
        color_of.push_back(static_cast<std::uint8_t>(i));
    }
}

}  // namespace quant::core
