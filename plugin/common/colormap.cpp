// The pixels say which entries are used: two entries of one color are one color of the image.
#include "common/colormap.h"

#include <algorithm>
#include <cstddef>

namespace quant::plugin {
namespace {

std::size_t code_of(const std::uint8_t *rgb) {
    return static_cast<std::size_t>(rgb[0]) << 16 | static_cast<std::size_t>(rgb[1]) << 8 | rgb[2];
}

struct Use {
    std::vector<bool> has = std::vector<bool>(std::size_t{1} << 24);  // by code_of()
    bool has_transparency = false;
};

Use use_of(std::span<const Layer> layers) {
    Use use;
    for (const Layer &layer : layers) {
        const Pixels &pixels = layer.pixels;
        const std::uint8_t *const end = pixels.bytes.get() + pixels.count() * pixels.channels;
        for (const std::uint8_t *pixel = pixels.bytes.get(); pixel < end; pixel += pixels.channels)
            if (pixels.has_alpha() && pixel[3] < 128)
                use.has_transparency = true;
            else
                use.has[code_of(pixel)] = true;
    }
    return use;
}

// Returns the colors that the image has, in the order of its colormap.
std::vector<Color> used_entries(std::span<const Color> colormap, Use use) {
    std::vector<Color> used;
    for (const Color &color : colormap) {
        if (!use.has[code_of(&color.r)]) continue;
        used.push_back(color);
        use.has[code_of(&color.r)] = false;  // a second entry of this color is not used
    }
    return used;
}

void add_missing(std::vector<Color> &palette, std::span<const Color> colors) {
    for (const Color &color : colors)
        if (std::none_of(palette.begin(), palette.end(), [&](const Color &entry) {
                return code_of(&entry.r) == code_of(&color.r);
            }))
            palette.push_back(color);
}

}  // namespace

Parameters keep_colormap(std::span<const Color> colormap, std::span<const Layer> layers,
                         const Parameters &parameters) {
    if (colormap.empty() || parameters.mode != Mode::indexed || !parameters.palette.empty())
        return parameters;
    const Use use = use_of(layers);
    std::vector<Color> used = used_entries(colormap, use);
    std::vector<Color> all(colormap.begin(), colormap.end());
    add_missing(used, parameters.keep);
    add_missing(all, parameters.keep);
    if (used.size() + (use.has_transparency ? 1 : 0) > parameters.colors) return parameters;
    Parameters kept = parameters;
    kept.palette = all.size() <= parameters.colors ? all : used;
    kept.keep.clear();
    kept.dither = QUANT_DITHER_NONE;  // each pixel has one of the colors, so nothing is mixed
    kept.space = QUANT_SPACE_SRGB;
    return kept;
}

}  // namespace quant::plugin
