// Oklab and L*a*b* by tables: OpponentSpace for every pixel of a picture.
//
// The coordinates differ from those of OpponentSpace in two ways. They are within two units of
// them, not exact. And the two opponent colors have half their scale, about the same middle, as
// dithering wants it (map/dither_space.h).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "color/opponent_space.h"

namespace quant::core {

class OpponentTable {
public:
    // Return the tables of the two spaces. They are made on first use; threads can share them.
    static const OpponentTable &oklab();
    static const OpponentTable &lab();

    using Coordinates = std::array<std::uint32_t, 3>;

    // Returns the coordinates of 8-bit channels.
    Coordinates of_bytes(std::uint32_t r, std::uint32_t g, std::uint32_t b) const {
        std::array<std::int32_t, 4> mixed;
        for (std::size_t i = 0; i < 4; ++i)
            mixed[i] = channels_[0][r][i] + channels_[1][g][i] + channels_[2][b][i];
        return of_mixed(mixed);
    }

    // Returns the coordinates of light as in linear_light.h. An 8-bit color and its light give the
    // same coordinates.
    Coordinates of_light(const std::array<std::uint32_t, 3> &light) const {
        std::array<std::int32_t, 4> mixed{};
        for (std::size_t c = 0; c < 3; ++c) {
            const auto part = mixture_of(c, light[c]);
            for (std::size_t i = 0; i < 3; ++i) mixed[i] += part[i];
        }
        return of_mixed(mixed);
    }

private:
    explicit OpponentTable(const OpponentSpace &space);

    // What one channel adds to the three mixtures of light, of which white has kWhiteMixture. The
    // fourth is 0.
    static constexpr unsigned kMixtureBits = 24;
    std::array<std::int32_t, 4> mixture_of(std::size_t channel, std::uint32_t light) const;

    // A response is found by linear interpolation in a table with 64 steps an octave, which is
    // exact to 2^-17; the index is the exponent of the number and the top of its mantissa.
    static constexpr unsigned kStepBits = 6, kRestBits = 23 - kStepBits;
    static constexpr std::uint32_t kBias = 127;
    struct Step {
        std::int32_t response, rise;  // in steps of 2^-20
    };
    // Returns a response in steps of 2^-16.
    std::int32_t response_of(std::int32_t mixed) const {
        const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(mixed));
        const Step &step = steps_[bits >> kRestBits];
        const auto rest = static_cast<std::int32_t>(bits & ((1U << kRestBits) - 1));
        return (step.response + (step.rise * rest >> kRestBits) + 8) >> 4;
    }

    // Coordinates have 15 bits after the binary point until they are rounded. A row of axes_ has a
    // sum of absolute values below 1.3 * 2^15 and responses are at most 2^16, so that all sums are
    // below 2^31.
    Coordinates of_mixed(const std::array<std::int32_t, 4> &mixed) const {
        std::array<std::int32_t, 3> response;
        for (std::size_t i = 0; i < 3; ++i) response[i] = response_of(mixed[i]);
        Coordinates x;
        for (std::size_t i = 0; i < 3; ++i) {
            std::int32_t sum = start_[i];
            for (std::size_t j = 0; j < 3; ++j) sum += axes_[i][j] * response[j];
            x[i] = static_cast<std::uint32_t>(sum >> 15);
        }
        return x;
    }

    const OpponentSpace &space_;
    std::array<std::array<std::int32_t, 3>, 3> axes_;
    std::array<std::int32_t, 3> start_;
    std::vector<Step> steps_;
    std::array<std::vector<std::array<std::int32_t, 4>>, 3> channels_;
};

}  // namespace quant::core
