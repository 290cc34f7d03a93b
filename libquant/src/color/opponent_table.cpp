// Makes the tables from the integers of OpponentSpace, so that they are the same everywhere.
#include "color/opponent_table.h"

#include <algorithm>
#include <cmath>

#include "color/linear_light.h"

namespace quant::core {
namespace {

inline constexpr unsigned kMixtureBits = OpponentForm::kMixtureBits;
inline constexpr unsigned kStepBits = OpponentForm::kStepBits;

}  // namespace

OpponentTable::OpponentTable(const OpponentSpace &space,
                             const std::array<std::span<const std::uint32_t>, 3> &light,
                             bool is_srgb)
    : space_(space), must_clamp_(!is_srgb) {
    // An axis of OpponentSpace has 20 bits after the binary point and its responses have 20. Here,
    // they have 15 and 16. The opponent axes are halved.
    for (std::size_t i = 0; i < 3; ++i) {
        const double scale = std::ldexp(i == 0 ? 1.0 : 0.5, -21);
        const auto &axis = space.axes()[i];
        const auto scaled = [&](std::int64_t v) {
            return static_cast<std::int32_t>(std::lround(static_cast<double>(v) * scale));
        };
        form_.axes[i][0] = scaled(axis[0]);
        form_.axes[i][2] = scaled(axis[2]);
        // The sum of a row is exact: white and gray are where they should be.
        form_.axes[i][1] =
            scaled(axis[0] + axis[1] + axis[2]) - form_.axes[i][0] - form_.axes[i][2];
        form_.start[i] = static_cast<std::int32_t>(
            std::lround((space.offset()[i] + 0.5) * (1 << OpponentForm::kCoordinateBits)));
    }
    constexpr std::uint32_t kBias = OpponentForm::kBias;
    form_.steps.resize((kBias + kMixtureBits + 1) << kStepBits);
    const auto response = [&](std::uint32_t exponent, std::uint32_t step) {
        // 2^exponent (1 + step / 64), in steps of 1 / kWhite.
        const std::int64_t v = std::int64_t{(1U << kStepBits) + step} << exponent;
        return static_cast<std::int32_t>(space.response(v));
    };
    static_assert(kMixtureBits + kStepBits == kLightBits);
    form_.steps[0] = {static_cast<std::int32_t>(space.response(0)), 0};
    for (std::uint32_t exponent = 0; exponent <= kMixtureBits; ++exponent) {
        for (std::uint32_t step = 0; step < 1U << kStepBits; ++step) {
            const std::int32_t here = response(exponent, step);
            form_.steps[(kBias + exponent) << kStepBits | step] = {
                here, response(exponent, step + 1) - here};
        }
    }
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t v = 0; v < 256; ++v) channels_[c][v] = part_of(c, light[c][v]);
}

OpponentTable::Mixture OpponentTable::part_of(std::size_t channel, std::uint32_t light) const {
    constexpr unsigned kShift = 2 * kLightBits - kMixtureBits;
    const auto part = [&](std::size_t i, std::size_t c) {
        return static_cast<std::int32_t>(
            (space_.mixture()[i][c] * light + (std::int64_t{1} << (kShift - 1))) >> kShift);
    };
    Mixture mixed{};
    for (std::size_t i = 0; i < 3; ++i) {
        // Green gets what is left, so that the three mixtures of a gray are equal.
        mixed[i] = channel != 1
                       ? part(i, channel)
                       : static_cast<std::int32_t>((light + 32) >> 6) - part(i, 0) - part(i, 2);
    }
    return mixed;
}

void OpponentTable::clamp(std::span<Mixture> mixtures) {
    for (Mixture &mixture : mixtures)
        for (std::int32_t &mixed : mixture) mixed = std::max(mixed, 0);
}

void OpponentTable::clamp(std::span<Point> points) const {
    for (Point &point : points) {
        point.x[0] = std::clamp<std::int16_t>(point.x[0], 0, space_.white());
        for (std::size_t d = 1; d < 3; ++d) point.x[d] = std::max<std::int16_t>(point.x[d], 0);
    }
}

}  // namespace quant::core
