// Converts colors through tables of linear light, and through OpponentSpace for Oklab, its
// vivid form and L*a*b*.
#include "color/color_space.h"

#include <algorithm>
#include <cmath>

#include "color/linear_light.h"
#include "color/opponent_space.h"
#include "color/rgb_space.h"

namespace quant::core {
namespace {

const OpponentSpace *opponent_of(int space, const RgbSpace &rgb) {
    if (space == QUANT_SPACE_OKLAB) return &rgb.oklab();
    if (space == QUANT_SPACE_LAB) return &rgb.lab();
    if (space == kVividSpace) return &rgb.vivid();
    return nullptr;
}

}  // namespace

ColorSpace::ColorSpace(int space) : ColorSpace(space, RgbSpace::srgb()) {}

ColorSpace::ColorSpace(int space, const RgbSpace &rgb)
    : space_(space == QUANT_SPACE_AUTO ? QUANT_SPACE_SRGB : space),
      rgb_(&rgb),
      opponent_(opponent_of(space, rgb)),
      transparent_{{kPointMiddle, kPointMiddle, kPointMiddle, 0}},
      opaque_alpha_(kPointMiddle) {
    if (!opponent_) return;
    // Between black and white only one coordinate differs, not three. Therefore alpha has
    // sqrt(1 / 12) of the range instead of sqrt(3 / 12), rounded to an even number.
    transparent_.x[0] = static_cast<std::int16_t>(opponent_->white() / 2);
    opaque_alpha_ =
        2 * static_cast<std::uint32_t>(std::lround(opponent_->white() / std::sqrt(48.0)));
}

// Returns the coordinates of an opaque color, given its light.
std::array<std::uint32_t, 3> ColorSpace::coordinates_of(
    const std::array<std::uint32_t, 3> &light) const {
    if (opponent_) return opponent_->from_light(light);
    std::array<std::uint32_t, 3> x;
    for (std::size_t d = 0; d < 3; ++d)
        x[d] =
            static_cast<std::uint32_t>((std::uint64_t{light[d]} * kPointMax + kWhite / 2) / kWhite);
    return x;
}

// Returns the point of a color, given its opaque coordinates.
template <std::uint32_t Full>
Point ColorSpace::point_at(const std::array<std::uint32_t, 3> &x, std::uint32_t alpha,
                           bool has_alpha) const {
    if (has_alpha) return over_middle<Full>(x, alpha, transparent_, opaque_alpha_);
    Point point{};
    for (std::size_t d = 0; d < 3; ++d) point.x[d] = static_cast<std::int16_t>(x[d]);
    return point;
}

template <std::uint32_t Full>
void ColorSpace::convert_all(const std::uint64_t *colors, std::size_t count, bool has_alpha,
                             Point *points) const {
    std::array<RgbSpace::LightTable, 3> light;
    for (std::size_t c = 0; c < 3 && !is_srgb(); ++c)
        light[c] = rgb_->light_table(c, Full == 255 ? 8 : 16);
    for (std::size_t i = 0; i < count; ++i) {
        const auto channel = [&](unsigned c) {
            return static_cast<std::uint32_t>(colors[i] >> 16 * c & 0xFFFF);
        };
        const std::uint32_t r = channel(0), g = channel(1), b = channel(2);
        const auto x = is_srgb() ? std::array{scaled<Full>(r), scaled<Full>(g), scaled<Full>(b)}
                                 : coordinates_of({light[0][r], light[1][g], light[2][b]});
        points[i] = point_at<Full>(x, channel(3), has_alpha);
    }
}

void ColorSpace::convert(const std::uint64_t *colors, std::size_t count, unsigned bits,
                         bool has_alpha, Point *points) const {
    if (bits == 8) {
        convert_all<255>(colors, count, has_alpha, points);
    } else {
        convert_all<65535>(colors, count, has_alpha, points);
    }
}

Point ColorSpace::point_of(const quant_color16 &color, unsigned bits, bool has_alpha) const {
    if (!is_srgb()) {
        const auto x = coordinates_of(rgb_->light_of(color, bits));
        return bits == 8 ? point_at<255>(x, color.a, has_alpha)
                         : point_at<65535>(x, color.a, has_alpha);
    }
    const std::uint64_t packed = color.r | std::uint64_t{color.g} << 16 |
                                 std::uint64_t{color.b} << 32 | std::uint64_t{color.a} << 48;
    Point point;
    convert(&packed, 1, bits, has_alpha, &point);
    return point;
}

Centroid ColorSpace::black(bool has_alpha) const {
    return centroid_of(point_of({0, 0, 0, 255}, 8, has_alpha));
}

quant_color16 ColorSpace::color_of(const Position &p, bool has_alpha, unsigned bits) const {
    const std::uint32_t full = bits == 8 ? 255 : 65535;
    std::uint32_t alpha = full;
    std::array<double, 3> x{p[0], p[1], p[2]};
    if (has_alpha) {
        alpha =
            std::min(full, static_cast<std::uint32_t>(std::lround(p[3] * full / opaque_alpha_)));
        if (alpha == 0) return {};
        const double opacity = std::min(1.0, p[3] / opaque_alpha_);
        // Turns the color as seen over middle gray back into the color itself.
        for (std::size_t d = 0; d < 3; ++d) {
            const double middle = transparent_.x[d];
            x[d] = std::clamp(middle + (x[d] - middle) / opacity, 0.0, double{kPointMax});
        }
    }
    const auto rgb = channels_of(x, full);
    const auto wide = [&](std::uint32_t v) {
        return static_cast<std::uint16_t>(v * (65535 / full));
    };
    return {wide(rgb[0]), wide(rgb[1]), wide(rgb[2]), wide(alpha)};
}

std::array<std::uint16_t, 3> ColorSpace::channels_of(const std::array<double, 3> &x,
                                                     std::uint32_t full) const {
    std::array<std::uint16_t, 3> rgb;
    if (is_srgb()) {
        for (std::size_t d = 0; d < 3; ++d)
            rgb[d] = static_cast<std::uint16_t>(std::lround(x[d] * full / kPointMax));
        return rgb;
    }
    const auto light = opponent_ ? opponent_->to_light(x)
                                 : std::array{x[0] / kPointMax, x[1] / kPointMax, x[2] / kPointMax};
    for (std::size_t d = 0; d < 3; ++d) rgb[d] = rgb_->channel_of_light(d, light[d], full);
    return rgb;
}

}  // namespace quant::core
