#include "given_colors.h"

#include <algorithm>

namespace quant::core {

GivenColors::GivenColors(const quant_options &options, const Histogram &histogram,
                         const ColorSpace &space)
    : are_all(options.palette != nullptr) {
    if (are_all) {
        colors.assign(options.palette, options.palette + options.palette_size);
    } else if (options.keep) {
        colors.assign(options.keep, options.keep + options.keep_size);
    }
    const auto is_transparent = [](const quant_color &color) { return color.a == 0; };
    // A last entry is for the other pixels: with a single color there is no choice.
    if (!are_all && histogram.has_alpha() && colors.size() + 1 < options.colors &&
        std::ranges::none_of(colors, is_transparent) && histogram.count(space.transparent()) > 0)
        colors.push_back({0, 0, 0, 0});

    const bool some_opaque =
        std::ranges::any_of(colors, [](const quant_color &color) { return color.a == 255; });
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const quant_color &c = colors[i];
        // Among translucent colors alone the nearest is told without their alpha.
        if (!histogram.has_alpha() && c.a != 255 && (some_opaque || !are_all)) continue;
        centroids.push_back(
            centroid_of(space.point_of({c.r, c.g, c.b, c.a}, 8, histogram.has_alpha())));
        color_of.push_back(static_cast<std::uint8_t>(i));
    }
}

}  // namespace quant::core
