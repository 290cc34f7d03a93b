// Computes premultiplied points of 8-bit and 16-bit colors, each rounded once.
#include "color/srgb_points.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace quant::core {
namespace {

// Returns the point of a straight color whose channels are 0 to Full.
template <std::uint32_t Full>
Point point_of(std::uint32_t r, std::uint32_t g, std::uint32_t b, std::uint32_t a, bool has_alpha) {
    constexpr std::uint64_t kSquare = std::uint64_t{Full} * Full;
    const auto scaled = [](std::uint32_t v) {
        if constexpr (Full == 255) return static_cast<std::int16_t>(v * kPointScale);
        return static_cast<std::int16_t>((std::uint64_t{v} * kPointMax + Full / 2) / Full);
    };
    const auto premultiplied = [&](std::uint32_t v) {
        return static_cast<std::int16_t>((std::uint64_t{v} * a * kPointMax + kSquare / 2) /
                                         kSquare);
    };
    if (!has_alpha) return {{scaled(r), scaled(g), scaled(b), 0}};
    return {{premultiplied(r), premultiplied(g), premultiplied(b), scaled(a)}};
}

template <std::uint32_t Full>
void convert(const std::uint64_t *colors, std::size_t count, bool has_alpha, Point *points) {
    const auto convert_all = [&](auto with_alpha) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto channel = [&](unsigned c) {
                return static_cast<std::uint32_t>(colors[i] >> 16 * c & 0xFFFF);
            };
            points[i] = point_of<Full>(channel(0), channel(1), channel(2), channel(3), with_alpha);
        }
    };
    has_alpha ? convert_all(std::true_type()) : convert_all(std::false_type());
}

}  // namespace

void load_srgb_points(const ImageView &image, std::size_t first, std::size_t count, Point *points) {
    std::array<std::uint64_t, 512> colors;
    while (count > 0) {
        const std::size_t some = std::min(count, colors.size());
        image.load_colors(first, some, colors.data());
        if (image.bits() == 8) {
            convert<255>(colors.data(), some, image.has_alpha(), points);
        } else {
            convert<65535>(colors.data(), some, image.has_alpha(), points);
        }
        first += some;
        points += some;
        count -= some;
    }
}

Point srgb_point(const quant_color &color, bool has_alpha) {
    return point_of<255>(color.r, color.g, color.b, color.a, has_alpha);
}

Point srgb_point(const quant_color16 &color, bool has_alpha) {
    return point_of<65535>(color.r, color.g, color.b, color.a, has_alpha);
}

}  // namespace quant::core
