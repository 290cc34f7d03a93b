// Makes tables from the curves of a profile, and its spaces of opponent colors from its matrix.
#include "color/rgb_space.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "color/linear_light.h"

namespace quant::core {
namespace {

// A profile counts as sRGB if its curves differ by less than this part of a step of 8 bits, and its
// matrix by less than kSameMatrix. rgb_space_tests.cpp has the differences of the usual profiles.
constexpr double kSameCurve = 0.5, kSameMatrix = 0.002;

bool is_srgb_curve(const ToneCurve &curve) {
    for (int v = 0; v < 256; ++v) {
        const double light = curve(v / 255.0);
        if (light < light_of_channel((v - kSameCurve) / 255) && v > 0) return false;
        if (light > light_of_channel((v + kSameCurve) / 255)) return false;
    }
    return true;
}

bool is_srgb_profile(const IccProfile &profile) {
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            if (!(std::abs(profile.to_srgb[i][j] - kIdentity[i][j]) < kSameMatrix)) return false;
    return std::ranges::all_of(profile.curves, is_srgb_curve);
}

}  // namespace

RgbSpace::RgbSpace()
    : is_srgb_(true),
      oklab_(OpponentSpace::oklab(kIdentity)),
      vivid_(OpponentSpace::vivid(kIdentity)),
      lab_(OpponentSpace::lab(kIdentity)) {}

RgbSpace::RgbSpace(IccProfile profile)
    : curves_(std::move(profile.curves)),
      is_srgb_(false),
      oklab_(OpponentSpace::oklab(profile.to_srgb)),
      vivid_(OpponentSpace::vivid(profile.to_srgb)),
      lab_(OpponentSpace::lab(profile.to_srgb)) {
    if (!oklab_.is_in_range() || !lab_.is_in_range())
        throw UnusableProfile{"has primary colors too far from those of sRGB"};
    for (std::size_t c = 0; c < 3; ++c) light_of_8_bits_[c] = light_of_values(curves_[c], 255);
}

const RgbSpace &RgbSpace::srgb() {
    static const RgbSpace space;
    return space;
}

std::shared_ptr<const RgbSpace> RgbSpace::of_profile(std::span<const std::byte> bytes) {
    IccProfile profile = parse_icc_profile(bytes);
    // sRGB is nobody's to delete.
    if (is_srgb_profile(profile)) return {std::shared_ptr<const RgbSpace>(), &srgb()};
    return std::shared_ptr<const RgbSpace>(new RgbSpace(std::move(profile)));
}

std::array<std::uint32_t, 3> RgbSpace::light_of(const quant_color16 &color, unsigned bits) const {
    const std::array<std::uint16_t, 3> values{color.r, color.g, color.b};
    std::array<std::uint32_t, 3> light;
    for (std::size_t c = 0; c < 3; ++c)
        light[c] = is_srgb_ || bits == 8 ? light_table(c, bits)[values[c]]
                                         : light_of_value(curves_[c], values[c], 65535);
    return light;
}

RgbSpace::LightTable RgbSpace::light_table(std::size_t channel, unsigned bits) const {
    if (is_srgb_) return core::light_table(bits);
    if (bits == 8) return light_of_8_bits_[channel];
    std::call_once(light_once_, [&] {
        std::array<std::vector<std::uint32_t>, 3> tables;
        for (std::size_t c = 0; c < 3; ++c)
            tables[c] = c > 0 && curves_[c] == curves_[c - 1] ? tables[c - 1]
                                                              : light_of_values(curves_[c], 65535);
        light_of_16_bits_ = std::move(tables);
    });
    return light_of_16_bits_[channel];
}

std::uint16_t RgbSpace::channel_of_light(std::size_t channel, double light,
                                         std::uint32_t full) const {
    if (is_srgb_) return core::channel_of_light(light, full);
    if (light >= 1) return static_cast<std::uint16_t>(full);
    // The highest value whose lower border, half a step below it, is below the light: where a curve
    // is flat, as many are near black, that is the lowest one of this light. Less than half a step
    // of the table is no light.
    const double least = light - 0.5 / static_cast<double>(kWhite);
    const ToneCurve &curve = curves_[channel];
    return highest_reached(full, [&](std::uint32_t v) { return curve((v - 0.5) / full) < least; });
}

const OpponentTable &RgbSpace::table_of(const OpponentSpace &space, std::once_flag &once,
                                        std::optional<OpponentTable> &table) const {
    std::call_once(once, [&] {
        table.emplace(space, std::array{light_table(0, 8), light_table(1, 8), light_table(2, 8)},
                      is_srgb_);
    });
    return *table;
}

const OpponentTable &RgbSpace::oklab_table() const {
    return table_of(oklab_, oklab_once_, oklab_table_);
}

const OpponentTable &RgbSpace::lab_table() const { return table_of(lab_, lab_once_, lab_table_); }

}  // namespace quant::core
