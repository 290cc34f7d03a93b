// Reads pixels with a template that is instantiated for each layout: 8 or 16 bits, 1 to 4 channels.
#include "color/image.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include "color/rgb_space.h"

namespace quant::core {
namespace {

template <typename T>
inline constexpr std::uint32_t kFull = sizeof(T) == 1 ? 255 : 65535;

// Returns one pixel as r, g, b, alpha in the units of T.
template <typename T, unsigned Channels>
std::array<std::uint32_t, 4> read_pixel(const std::uint8_t *bytes) {
    std::array<T, Channels> v;
    std::memcpy(v.data(), bytes, sizeof v);  // 16-bit pixels need not be aligned
    if constexpr (Channels == 1) return {v[0], v[0], v[0], kFull<T>};
    if constexpr (Channels == 2) return {v[0], v[0], v[0], v[1]};
    if constexpr (Channels == 3) return {v[0], v[1], v[2], kFull<T>};
    if constexpr (Channels == 4) return {v[0], v[1], v[2], v[3]};
}

// Returns the point of one pixel in sRGB.
template <typename T, unsigned Channels, bool Alpha>
Point to_point(const std::uint8_t *bytes, const ColorSpace &srgb) {
    const auto [r, g, b, a] = read_pixel<T, Channels>(bytes);
    const std::array<std::uint32_t, 3> x{scaled<kFull<T>>(r), scaled<kFull<T>>(g),
                                         scaled<kFull<T>>(b)};
    if constexpr (Alpha)
        return over_middle<kFull<T>>(x, a, srgb.transparent(), srgb.opaque_alpha());
    return {{static_cast<std::int16_t>(x[0]), static_cast<std::int16_t>(x[1]),
             static_cast<std::int16_t>(x[2]), 0}};
}

// Returns one pixel as load_colors() packs it.
template <typename T, unsigned Channels>
std::uint64_t to_color(const std::uint8_t *bytes) {
    if constexpr (Channels == 4 && std::endian::native == std::endian::little) {
        // The channels need only be spread.
        std::conditional_t<sizeof(T) == 1, std::uint32_t, std::uint64_t> pixel;
        std::memcpy(&pixel, bytes, sizeof pixel);
        std::uint64_t color = pixel;
        if constexpr (sizeof(T) == 1) {
            color = (color | color << 16) & 0x0000FFFF0000FFFF;
            color = (color | color << 8) & 0x00FF00FF00FF00FF;
        }
        return color >> 48 == 0 ? 0 : color;
    }
    const auto [r, g, b, a] = read_pixel<T, Channels>(bytes);
    if (a == 0) return 0;
    return std::uint64_t{r} | std::uint64_t{g} << 16 | std::uint64_t{b} << 32 |
           std::uint64_t{a} << 48;
}

// Calls f.template operator()<T, Channels>() for the layout of an image.
template <typename F>
void with_layout(unsigned bits, unsigned channels, F &&f) {
    const auto with_type = [&]<typename T>() {
        switch (channels) {
            case 1: f.template operator()<T, 1>(); break;
            case 2: f.template operator()<T, 2>(); break;
            case 3: f.template operator()<T, 3>(); break;
            default: f.template operator()<T, 4>(); break;
        }
    };
    if (bits == 8) {
        with_type.template operator()<std::uint8_t>();
    } else {
        with_type.template operator()<std::uint16_t>();
    }
}

}  // namespace

void points_of_pixels(const std::uint8_t *pixels, const PixelLayout &layout, std::size_t count,
                      Point *points) {
    const ColorSpace srgb;
    with_layout(layout.bits, layout.channels, [&]<typename T, unsigned Channels>() {
        constexpr std::size_t step = Channels * sizeof(T);
        for (std::size_t i = 0; i < count; ++i, pixels += step)
            points[i] = layout.has_alpha ? to_point<T, Channels, true>(pixels, srgb)
                                         : to_point<T, Channels, false>(pixels, srgb);
    });
}

ImageView::ImageView(const quant_image &image, Team *team)
    : ImageView(image, team, RgbSpace::srgb()) {}

ImageView::ImageView(const quant_image &image, Team *team, const RgbSpace &rgb)
    : image_(image), space_(QUANT_SPACE_SRGB, rgb) {
    if (image.channels % 2 != 0) return;
    Pace pace(team, pixels());
    with_layout(image.bits, image.channels, [&]<typename T, unsigned Channels>() {
        for (std::size_t first = 0; first < pixels() && !has_alpha_; first += kUnitPixels) {
            const std::size_t count = std::min(kUnitPixels, pixels() - first);
            for_each_run(first, count, [&](const std::uint8_t *bytes, std::size_t length) {
                bool opaque = true;
                for (std::size_t i = 0; i < length; ++i)
                    opaque &=
                        read_pixel<T, Channels>(bytes + i * Channels * sizeof(T))[3] == kFull<T>;
                has_alpha_ |= !opaque;
            });
            if (pace.is_stopped(count)) return;
        }
    });
}

ImageView ImageView::in(const ColorSpace &space) const {
    ImageView view = *this;
    view.space_ = space;
    return view;
}

void ImageView::load_points(std::size_t first, std::size_t count, Point *points) const {
    if (!space_.is_srgb()) {
        std::uint64_t colors[kBlockPixels];
        for (const std::size_t end = first + count; first < end; first += kBlockPixels) {
            const std::size_t length = std::min(kBlockPixels, end - first);
            load_colors(first, length, colors);
            space_.convert(colors, length, image_.bits, has_alpha_, points);
            points += length;
        }
        return;
    }
    for_each_run(first, count, [&](const std::uint8_t *bytes, std::size_t length) {
        points_of_pixels(bytes, layout(), length, points);
        points += length;
    });
}

void ImageView::load_colors(std::size_t first, std::size_t count, std::uint64_t *colors) const {
    with_layout(image_.bits, image_.channels, [&]<typename T, unsigned Channels>() {
        for_each_run(first, count, [&](const std::uint8_t *bytes, std::size_t length) {
            constexpr std::size_t step = Channels * sizeof(T);
            for (std::size_t i = 0; i < length; ++i, bytes += step)
                colors[i] = to_color<T, Channels>(bytes);
            colors += length;
        });
    });
}

}  // namespace quant::core
