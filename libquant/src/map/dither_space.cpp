// Converts through the tables of OpponentTable, or through ColorSpace where that is quick.
#include "map/dither_space.h"

#include <algorithm>

#include "color/linear_light.h"
#include "color/opponent_table.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

const OpponentTable *table_of(int space) {
    if (space == QUANT_SPACE_OKLAB) return &OpponentTable::oklab();
    if (space == QUANT_SPACE_LAB) return &OpponentTable::lab();
    return nullptr;
}

}  // namespace

DitherSpace::DitherSpace(int space, bool has_alpha)
    : space_(space), table_(table_of(space)), has_alpha_(has_alpha) {
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
    const auto light = light_table(Full == 255 ? 8 : 16);
    for (std::size_t i = 0; i < count; ++i) {
        const auto channel = [&](unsigned c) {
            return static_cast<std::uint32_t>(colors[i] >> 16 * c & 0xFFFF);
        };
        const std::uint32_t r = channel(0), g = channel(1), b = channel(2);
        const auto x =
            Full == 255 ? table.of_bytes(r, g, b) : table.of_light({light[r], light[g], light[b]});
        if (has_alpha_) {
            points[i] =
                over_middle<Full>(x, channel(3), space_.transparent(), space_.opaque_alpha());
        } else {
            for (std::size_t d = 0; d < 3; ++d) points[i].x[d] = static_cast<std::int16_t>(x[d]);
            points[i].x[3] = 0;
        }
    }
}

Point DitherSpace::point_of(const quant_color16 &color) const {
    const std::uint64_t packed = color.r | std::uint64_t{color.g} << 16 |
                                 std::uint64_t{color.b} << 32 | std::uint64_t{color.a} << 48;
    Point point;
    convert(&packed, 1, 16, &point);
    return core::point_of(centroid_of(point));
}

quant_color16 DitherSpace::color_of(const ColorSpace::Position &position, unsigned bits) const {
    ColorSpace::Position full = position;
    for (std::size_t d = 0; d < 3; ++d) {
        if (table_ && d > 0) full[d] = kPointMiddle + 2 * (full[d] - kPointMiddle);
        if (!table_) full[d] = std::clamp(full[d], 0.0, double{kPointMax});
    }
    return space_.color_of(full, has_alpha_, bits);
}

}  // namespace quant::core
