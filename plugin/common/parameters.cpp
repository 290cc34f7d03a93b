// Checks only the sizes of the color lists; libquant checks all other options.
#include "common/parameters.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "common/text.h"

namespace quant::plugin {

const char *mode_name(int mode) {
    static constexpr std::array<const char *, 3> kNames{"in-place", "indexed", "palette"};
    return mode >= 0 && mode < 3 ? kNames[static_cast<std::size_t>(mode)] : nullptr;
}

unsigned bayer_size(int place) { return 2U << std::clamp(place, 0, 3); }

int place_of_bayer_size(unsigned size) {
    return static_cast<int>(std::bit_width(std::clamp(size, 2U, 16U))) - 2;
}

bool is_error_diffusion(int dither) {
    return dither != QUANT_DITHER_NONE && dither != QUANT_DITHER_BLUE_NOISE &&
           dither != QUANT_DITHER_BAYER;
}

bool same_color(const Color &a, const Color &b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

bool contains(std::span<const Color> colors, const Color &color) {
    return std::any_of(colors.begin(), colors.end(),
                       [&](const Color &other) { return same_color(other, color); });
}

bool same_colors(std::span<const Color> a, std::span<const Color> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_color);
}

int mode_of_name(const char *name) {
    for (int mode = 0; mode_name(mode); ++mode)
        if (std::strcmp(name, mode_name(mode)) == 0) return mode;
    return -1;
}

int value_of(int (*of_name)(const char *), const char *(*name)(int), const std::string &text,
             const char *argument) {
    if (const int value = of_name(text.c_str()); value >= 0) return value;
    std::string known;
    for (int value = 0; name(value); ++value)
        known += (value > 0 ? ", " : "") + std::string(name(value));
    throw Failure(format_text(_("%1: '%2' is not one of %3"), {argument, text, known}));
}

Options options_of(const Parameters &parameters) {
    if (parameters.palette.size() > QUANT_MAX_COLORS)
        throw Failure(format_text(_("The palette has %1 colors, but at most 256 can be used"),
                                  {std::to_string(parameters.palette.size())}));
    if (parameters.palette.empty() && parameters.keep.size() > parameters.colors)
        throw Failure(format_text(
            _("%1 colors are to be kept, but the palette may have only %2"),
            {std::to_string(parameters.keep.size()), std::to_string(parameters.colors)}));
    Options options(static_cast<quant_preset>(parameters.preset));
    options.colors = parameters.colors;
    options.space = parameters.space;
    options.dither = parameters.dither;
    options.dither_strength = parameters.dither_strength;
    options.dither_space = parameters.dither_space;
    options.serpentine = parameters.serpentine ? 1 : 0;
    options.bayer_size = parameters.bayer_size;
    options.seed = parameters.seed;
    options.protect = parameters.protect;
    options.target_psnr = parameters.target_psnr;
    if (!parameters.palette.empty()) {
        options.palette = parameters.palette.data();
        options.palette_size = parameters.palette.size();
    } else if (!parameters.keep.empty()) {
        options.keep = parameters.keep.data();
        options.keep_size = parameters.keep.size();
    }
    // A pixel of an indexed image is either transparent or opaque, and transparency is one of the
    // image's colors, as in the files that hold such images. If the palette has room for it, the
    // library therefore chooses it together with the other colors.
    const bool is_color = parameters.mode == Mode::indexed && parameters.palette.empty() &&
                          parameters.colors > parameters.keep.size() && parameters.colors > 1;
    options.keep_alpha = is_color ? 0 : 1;
    return options;
}

}  // namespace quant::plugin
