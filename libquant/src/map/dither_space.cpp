// Converts through the tables of OpponentTable, or through ColorSpace where that is quick.
#include "map/dither_space.h"

#include <algorithm>

#include "color/rgb_space.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

using Mixtures = std::array<OpponentTable::Mixture, kBlockPixels>;

// Writes the mixtures of 8-bit pixels of 1 to 4 channels; alpha is ignored.
void mix(const std::uint8_t *pixels, std::size_t channels, std::size_t count,
         const OpponentTable &table, Mixtures &mixtures) {
    const std::size_t g = channels < 3 ? 0 : 1, b = channels < 3 ? 0 : 2;
    for (std::size_t i = 0; i < count; ++i, pixels += channels)
        mixtures[i] = table.of_bytes(pixels[0], pixels[g], pixels[b]);
}

const OpponentTable *table_of(int space, const RgbSpace &rgb) {
    if (space == QUANT_SPACE_OKLAB) return &rgb.oklab_table();
    if (space == QUANT_SPACE_LAB) return &rgb.lab_table();
    return nullptr;
}

}  // namespace

DitherSpace::DitherSpace(int space, const RgbSpace &rgb, bool has_alpha)
    : space_(space, rgb), table_(table_of(space, rgb)), has_alpha_(has_alpha) {
    const std::int32_t most = table_ ? INT16_MAX : kPointMax;
    most_ = {table_ ? 2 * space_.transparent().x[0] : kPointMax, most, most,
             static_cast<std::int32_t>(space_.opaque_alpha())};
}

void DitherSpace::load_points(const ImageView &image, std::size_t first, std::size_t count,
                              Point *points) const {
    if (space_.is_srgb()) {
        core::load_points(image, first, count, points);
        return;
    }
    if (table_ && image.is_rgb8()) {
        load_mixed(image, first, count, points);
        return;
    }
    std::array<std::uint64_t, kBlockPixels> colors;
    while (count > 0) {
        const std::size_t some = std::min(count, colors.size());
        image.load_colors(first, some, colors.data());
        convert(colors.data(), some, image.bits(), points);
        first += some;
        points += some;
        count -= some;
    }
}

// Does the same for 8-bit images without alpha in Oklab and L*a*b*.
void DitherSpace::load_mixed(const ImageView &image, std::size_t first, std::size_t count,
                             Point *points) const {
    alignas(64) Mixtures mixtures;
    image.for_each_run(first, count, [&](const std::uint8_t *bytes, std::size_t length) {
        while (length > 0) {
            const std::size_t some = std::min(length, mixtures.size());
            mix(bytes, image.channels(), some, *table_, mixtures);
            to_points(std::span(mixtures).first(some), points);
            bytes += some * image.channels();
            points += some;
            length -= some;
        }
    });
}

// Writes the points of mixtures, which may change.
void DitherSpace::to_points(std::span<OpponentTable::Mixture> mixtures, Point *points) const {
    if (table_->must_clamp()) OpponentTable::clamp(mixtures);
    kernels().points_of_mixtures(table_->form(), mixtures.data(), mixtures.size(), points);
    if (table_->must_clamp()) table_->clamp({points, mixtures.size()});
}

void DitherSpace::convert(const std::uint64_t *colors, std::size_t count, unsigned bits,
                          Point *points) const {
    if (!table_) {
        space_.convert(colors, count, bits, has_alpha_, points);
    } else if (bits == 8) {
        convert_responses<255>(colors, count, points);
    } else {
        convert_responses<65535>(colors, count, points);
    }
}

template <std::uint32_t Full>
void DitherSpace::convert_responses(const std::uint64_t *colors, std::size_t count,
                                    Point *points) const {
    const OpponentTable &table = *table_;
    std::array<RgbSpace::LightTable, 3> light;
    for (std::size_t c = 0; c < 3; ++c)
        light[c] = space_.rgb().light_table(c, Full == 255 ? 8 : 16);
    const auto channel = [&](std::size_t i, unsigned c) {
        return static_cast<std::uint32_t>(colors[i] >> 16 * c & 0xFFFF);
    };
    alignas(64) Mixtures mixtures;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t r = channel(i, 0), g = channel(i, 1), b = channel(i, 2);
        mixtures[i] = Full == 255 ? table.of_bytes(r, g, b)
                                  : table.of_light({light[0][r], light[1][g], light[2][b]});
    }
    to_points(std::span(mixtures).first(count), points);
    if (!has_alpha_) return;
    for (std::size_t i = 0; i < count; ++i) points[i] = with_alpha<Full>(points[i], channel(i, 3));
}

Point DitherSpace::point_of(const quant_color16 &color) const {
    Point point;
    if (table_) {
        const RgbSpace &rgb = space_.rgb();
        OpponentTable::Mixture mixture = table_->of_light(rgb.light_of(color, 16));
        to_points({&mixture, 1}, &point);
        if (has_alpha_) point = with_alpha<65535>(point, color.a);
    } else {
        point = space_.point_of(color, 16, has_alpha_);
    }
    return core::point_of(centroid_of(point));
}

template <std::uint32_t Full>
Point DitherSpace::with_alpha(const Point &point, std::uint32_t alpha) const {
    std::array<std::uint32_t, 3> x;
    for (std::size_t d = 0; d < 3; ++d) x[d] = static_cast<std::uint32_t>(point.x[d]);
    return over_middle<Full>(x, alpha, space_.transparent(), space_.opaque_alpha());
}

quant_color16 DitherSpace::color_of(const ColorSpace::Position &position, unsigned bits) const {
    ColorSpace::Position full = position;
    for (std::size_t d = 0; d < 3; ++d) {
        if (is_opponent(d)) full[d] = kPointMiddle + 2 * (full[d] - kPointMiddle);
        if (!table_) full[d] = std::clamp(full[d], 0.0, double{kPointMax});
    }
    return space_.color_of(full, has_alpha_, bits);
}

}  // namespace quant::core
