// Oklab and L*a*b* by tables: OpponentSpace for every pixel of a picture.
//
// The coordinates differ from those of OpponentSpace in two ways. They are within two units of
// them, not exact. And the two opponent colors have half their scale, about the same middle, as
// dithering wants it (map/dither_space.h).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "color/opponent_space.h"
#include "color/point.h"

namespace quant::core {

// The last steps of the conversion: mixtures of light become responses, and these coordinates.
struct OpponentForm {
    // Mixtures are integers of which white has 2^kMixtureBits. The fourth is not used.
    static constexpr unsigned kMixtureBits = 24;
    using Mixture = std::array<std::int32_t, 4>;

    // A response is found by linear interpolation in a table with 64 steps an octave, which is
    // exact to 2^-17; the index is the exponent of the number and the top of its mantissa.
    static constexpr unsigned kStepBits = 6, kRestBits = 23 - kStepBits;
    static constexpr std::uint32_t kBias = 127;
    struct Step {
        std::int32_t response, rise;  // in steps of 2^-20
    };
    std::vector<Step> steps;

    // Coordinates have kCoordinateBits after the binary point until they are rounded. Responses are
    // at most 2^16, or 1.15 * 2^16 for mixtures of 1.5 times white. The largest sums are those of
    // the lightness, 1.24e9, of a* in L*a*b*, 1.74e9, and of a in Oklab, 2.03e9: below 2^31.
    static constexpr unsigned kCoordinateBits = 15;
    std::array<std::array<std::int32_t, 3>, 3> axes;
    std::array<std::int32_t, 3> start;

    // Returns a response in steps of 2^-16.
    std::int32_t response_of(std::int32_t mixed) const {
        const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(mixed));
        const Step &step = steps[bits >> kRestBits];
        const auto rest = static_cast<std::int32_t>(bits & ((1U << kRestBits) - 1));
        return (step.response + (step.rise * rest >> kRestBits) + 8) >> 4;
    }

    // Returns the point of a color without alpha. This is the plain form of a kernel.
    Point point_of(const Mixture &mixture) const {
        std::array<std::int32_t, 3> response;
        for (std::size_t i = 0; i < 3; ++i) response[i] = response_of(mixture[i]);
        Point point{};
        for (std::size_t i = 0; i < 3; ++i) {
            std::int32_t sum = start[i];
            for (std::size_t j = 0; j < 3; ++j) sum += axes[i][j] * response[j];
            point.x[i] = static_cast<std::int16_t>(
                std::clamp(sum >> kCoordinateBits, int{INT16_MIN}, int{INT16_MAX}));
        }
        return point;
    }
};

class OpponentTable {
public:
    // Takes the light of each channel's 256 values, and whether they are sRGB. The object refers to
    // the space.
    OpponentTable(const OpponentSpace &space,
                  const std::array<std::span<const std::uint32_t>, 3> &light, bool is_srgb);

    using Mixture = OpponentForm::Mixture;
    const OpponentForm &form() const { return form_; }

    // Returns the mixture of 8-bit channels.
    Mixture of_bytes(std::uint32_t r, std::uint32_t g, std::uint32_t b) const {
        Mixture mixed;
        for (std::size_t i = 0; i < 4; ++i)
            mixed[i] = channels_[0][r][i] + channels_[1][g][i] + channels_[2][b][i];
        return mixed;
    }

    // Returns the mixture of light as in linear_light.h. An 8-bit color and its light give the same
    // mixture.
    Mixture of_light(const std::array<std::uint32_t, 3> &light) const {
        Mixture mixed{};
        for (std::size_t c = 0; c < 3; ++c) {
            const Mixture part = part_of(c, light[c]);
            for (std::size_t i = 0; i < 3; ++i) mixed[i] += part[i];
        }
        return mixed;
    }

    // Returns whether mixtures and points must be clamped. Colors of other RGB spaces than sRGB can
    // be beyond the scale, and even where none is, rounding can make a mixture -1.
    bool must_clamp() const { return must_clamp_; }

    // Clamp them: a mixture below 0, and a coordinate below 0 or a lightness above white.
    static void clamp(std::span<Mixture> mixtures);
    void clamp(std::span<Point> points) const;

private:
    // Returns what one channel adds to a mixture.
    Mixture part_of(std::size_t channel, std::uint32_t light) const;

    const OpponentSpace &space_;
    OpponentForm form_;
    bool must_clamp_;
    std::array<std::array<Mixture, 256>, 3> channels_;
};

}  // namespace quant::core
