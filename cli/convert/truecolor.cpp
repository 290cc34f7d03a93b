// Makes pixels from indices and a palette, in a layout that the output format can store.
#include "convert/truecolor.h"

#include <algorithm>
#include <cstring>

#include "base/failure.h"

namespace quant::cli {
namespace {

// Calls visit(alpha) for each pixel of a picture with alpha. The value is the stored one.
template <typename Sample, typename Visit>
void for_each_alpha(const Picture &picture, Visit &&visit) {
    const std::size_t step = picture.layout.channels * sizeof(Sample);
    const auto pixels = picture.pixels();
    for (std::size_t at = step - sizeof(Sample); at < pixels.size(); at += step) {
        Sample alpha = 0;
        std::memcpy(&alpha, &pixels[at], sizeof alpha);
        visit(alpha);
    }
}

// Returns whether any pixel is not opaque. Entries without pixels do not count, as a given palette
// may have them.
bool is_translucent(const Quantized &result) {
    const auto palette = result.palette();
    for (std::size_t i = 0; i < palette.size(); ++i)
        if (palette[i].a != 255 && result.counts()[i] > 0) return true;
    return false;
}

}  // namespace

bool gives_hues(const Options &options) {
    const auto has_hue = [](const Color &c) { return c.r != c.g || c.g != c.b; };
    return std::any_of(options.palette, options.palette + options.palette_size, has_hue) ||
           std::any_of(options.keep, options.keep + options.keep_size, has_hue);
}

bool is_translucent(const Picture &picture) {
    if (picture.layout.channels % 2 != 0) return false;
    bool opaque = true;
    if (picture.layout.bits == 8)
        for_each_alpha<std::uint8_t>(picture, [&](unsigned alpha) { opaque &= alpha == 255; });
    else
        for_each_alpha<std::uint16_t>(picture, [&](unsigned alpha) { opaque &= alpha == 65535; });
    return !opaque;
}

Truecolor::Truecolor(const Quantized &result, const Picture &source, const Options &options,
                     Format format) {
    const FormatInfo &info = info_of(format);
    const bool keep_alpha = options.keep_alpha != 0;
    const bool translucent = keep_alpha ? is_translucent(source) : is_translucent(result);
    if (translucent && !info.has(writes_alpha))
        throw Failure(std::string("the image has transparency, which ") + info.name +
                      " does not keep here (use .png or .tif)");
    gray_ = source.layout.channels < 3 && info.has(writes_gray) && !gives_hues(options);
    layout_ = source.layout;
    layout_.channels = (gray_ ? 1U : 3U) + (translucent ? 1U : 0U);
    layout_.bits = info.has(writes_deep) ? source.layout.bits : 8;
    pixels_ = std::make_unique_for_overwrite<std::byte[]>(layout_.pixel_bytes());
    if (layout_.bits == 8)
        fill(result.palette(), result.indices());
    else
        fill(result.palette16(), result.indices());
    if (keep_alpha && translucent) take_alpha(source);
}

template <typename PaletteColor>
void Truecolor::fill(std::span<const PaletteColor> palette, std::span<const std::uint8_t> indices) {
    const std::size_t sample = layout_.bits / 8;
    const std::size_t colors = gray_ ? 1 : 3;
    const bool has_alpha = layout_.channels > colors;
    std::byte *target = pixels_.get();
    for (const std::uint8_t index : indices) {
        const PaletteColor &color = palette[index];
        std::memcpy(target, &color.r, colors * sample);
        if (has_alpha) std::memcpy(target + colors * sample, &color.a, sample);
        target += layout_.channels * sample;
    }
}

void Truecolor::take_alpha(const Picture &source) {
    const std::size_t sample = layout_.bits / 8, step = layout_.channels * sample;
    std::byte *target = pixels_.get() + step - sample;
    const auto take = [&](const auto &alpha) {
        std::memcpy(target, &alpha, sample);
        target += step;
    };
    if (source.layout.bits == 8)
        for_each_alpha<std::uint8_t>(source, take);
    else if (layout_.bits == 16)
        for_each_alpha<std::uint16_t>(source, take);
    else
        for_each_alpha<std::uint16_t>(
            source, [&](unsigned alpha) { take(static_cast<std::uint8_t>((alpha + 128) / 257)); });
}

}  // namespace quant::cli
