// The RGB space of a picture: which colors its channel values are.
//
// It is sRGB unless the picture has a profile of another one, such as Display P3 or Adobe RGB. Only
// the spaces that are about light need it: linear light, Oklab and L*a*b*.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "color/icc_profile.h"
#include "color/opponent_space.h"
#include "color/opponent_table.h"

namespace quant::core {

class RgbSpace {
public:
    static const RgbSpace &srgb();

    // Returns the space of an ICC profile. It is srgb() if the profile differs from it by less than
    // 8 bits can tell. Throws UnusableProfile.
    static std::shared_ptr<const RgbSpace> of_profile(std::span<const std::byte> bytes);

    RgbSpace(const RgbSpace &) = delete;
    RgbSpace &operator=(const RgbSpace &) = delete;

    // Returns the light, as in linear_light.h, of every value that a channel of 8 or 16 bits can
    // have. Threads can share the table, as all that this class makes on first use.
    using LightTable = std::span<const std::uint32_t>;
    LightTable light_table(std::size_t channel, unsigned bits) const;

    // Returns the light of the channels of one color of 8 or 16 bits, without making tables of all
    // values of 16 bits.
    std::array<std::uint32_t, 3> light_of(const quant_color16 &color, unsigned bits) const;

    // Inverts the curve of a channel: returns the channel value, 0 to `full`, of some light,
    // rounded to the nearest step of the channel.
    std::uint16_t channel_of_light(std::size_t channel, double light, std::uint32_t full) const;

    // Return the spaces of opponent colors for the light of these channels.
    const OpponentSpace &oklab() const { return oklab_; }
    const OpponentSpace &vivid() const { return vivid_; }
    const OpponentSpace &lab() const { return lab_; }
    const OpponentTable &oklab_table() const;
    const OpponentTable &lab_table() const;

private:
    // Makes sRGB.
    RgbSpace();

    explicit RgbSpace(IccProfile profile);

    const OpponentTable &table_of(const OpponentSpace &space, std::once_flag &once,
                                  std::optional<OpponentTable> &table) const;

    std::array<ToneCurve, 3> curves_;  // not used for sRGB
    bool is_srgb_;
    OpponentSpace oklab_, vivid_, lab_;
    std::array<std::vector<std::uint32_t>, 3> light_of_8_bits_;  // empty for sRGB, as the next ones
    mutable std::array<std::vector<std::uint32_t>, 3> light_of_16_bits_;
    mutable std::once_flag light_once_, oklab_once_, lab_once_;
    mutable std::optional<OpponentTable> oklab_table_, lab_table_;
};

}  // namespace quant::core
