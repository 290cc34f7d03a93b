// Converts to points with matrices of integers, and back with their inverses in doubles.
#include "color/opponent_space.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "color/linear_light.h"

namespace quant::core {
namespace {

// Responses have kResponseBits after the binary point. Coordinates have kFractionBits until they
// are rounded.
inline constexpr unsigned kResponseBits = 20, kFractionBits = 40;

// Returns the root as L*a*b* defines it: below (6/29)^3 = 216/24389 it is a line, whose slope of
// 841/108 is that of the cube root at this point.
std::int64_t cie_root(std::int64_t v) {
    if (v * 24389 > 216 * kWhite) return cube_root(v);
    // (841 / 108 * v / 2^30 + 4 / 29) * 2^20, rounded.
    constexpr std::int64_t divisor = 108 * 29 * (kWhite >> kResponseBits);
    return (v * (841 * 29) + 4 * 108 * kWhite + divisor / 2) / divisor;
}

}  // namespace

std::int64_t cube_root(std::int64_t v) {
    if (v == 0) return 0;
    // A third of the exponent is a root to within 4 %: the number makes up for two thirds of the
    // exponent's bias and for half of the error. Halley's step triples the digits, and Newton's,
    // whose slope is that of the root, doubles them. The integers below make the root exact.
    const std::int64_t n = v << 30;
    const auto value = static_cast<double>(n);
    const double third = 1 / (3 * value);
    double guess = std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) / 3 +
                                         std::uint64_t{0x2A9F7893782DA1CE});
    const double cube = guess * guess * guess;
    guess *= (cube + 2 * value) / (2 * cube + value);
    guess -= (guess * guess * guess - value) * guess * third;
    auto root = static_cast<std::int64_t>(guess);
    while (root * root * root > n) --root;
    while ((root + 1) * (root + 1) * (root + 1) <= n) ++root;
    return root;
}

OpponentSpace::OpponentSpace(Matrix mixture, const Matrix &axes,
                             const std::array<double, 3> &offset, bool is_cie, std::int16_t white)
    : to_response_(inverse(axes)), offset_(offset), is_cie_(is_cie), white_(white) {
    for (std::size_t i = 0; i < 3; ++i) {
        // Each row adds up to exactly 1, so that the responses to gray are equal and those to white
        // are 1.
        const double sum = mixture[i][0] + mixture[i][1] + mixture[i][2];
        for (double &v : mixture[i]) v /= sum;
        mixture_[i][0] = std::llround(mixture[i][0] * kWhite);
        mixture_[i][2] = std::llround(mixture[i][2] * kWhite);
        mixture_[i][1] = kWhite - mixture_[i][0] - mixture_[i][2];
        for (std::size_t j = 0; j < 3; ++j)
            axes_[i][j] =
                std::llround(axes[i][j] * (std::int64_t{1} << (kFractionBits - kResponseBits)));
        start_[i] = std::llround((offset[i] + 0.5) * (std::int64_t{1} << kFractionBits));
    }
    to_rgb_ = inverse(mixture);
}

std::int64_t OpponentSpace::response(std::int64_t mixed) const {
    return is_cie_ ? cie_root(mixed) : cube_root(mixed);
}

std::array<std::uint32_t, 3> OpponentSpace::from_light(
    const std::array<std::uint32_t, 3> &rgb) const {
    std::array<std::int64_t, 3> response;
    for (std::size_t i = 0; i < 3; ++i) {
        std::int64_t sum = kWhite / 2;
        for (std::size_t j = 0; j < 3; ++j) sum += mixture_[i][j] * rgb[j];
        response[i] = this->response(std::max<std::int64_t>(sum >> kLightBits, 0));
    }
    std::array<std::uint32_t, 3> x;
    for (std::size_t i = 0; i < 3; ++i) {
        std::int64_t sum = start_[i];
        for (std::size_t j = 0; j < 3; ++j) sum += axes_[i][j] * response[j];
        x[i] = static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(sum >> kFractionBits, 0, i == 0 ? white_ : kPointMax));
    }
    return x;
}

std::array<double, 3> OpponentSpace::to_light(const std::array<double, 3> &x) const {
    std::array<double, 3> mixed, rgb;
    for (std::size_t i = 0; i < 3; ++i) {
        double r = 0;
        for (std::size_t j = 0; j < 3; ++j) r += to_response_[i][j] * (x[j] - offset_[j]);
        mixed[i] = is_cie_ && r <= 6.0 / 29 ? (r - 4.0 / 29) * (108.0 / 841) : r * r * r;
    }
    for (std::size_t i = 0; i < 3; ++i)
        rgb[i] = to_rgb_[i][0] * mixed[0] + to_rgb_[i][1] * mixed[1] + to_rgb_[i][2] * mixed[2];
    return rgb;
}

OpponentSpace OpponentSpace::oklab_with(double chroma, const Matrix &to_srgb) {
    constexpr double unit = kPointMax;
    const double a = chroma * unit;
    constexpr Matrix mixture{{{0.4122214708, 0.5363325363, 0.0514459929},
                              {0.2119034982, 0.6806995451, 0.1073969566},
                              {0.0883024619, 0.2817188376, 0.6299787005}}};
    return {product(mixture, to_srgb),
            {{{0.2104542553 * unit, 0.7936177850 * unit, -0.0040720468 * unit},
              {1.9779984951 * a, -2.4285922050 * a, 0.4505937099 * a},
              {0.0259040371 * a, 0.7827717662 * a, -0.8086757660 * a}}},
            {0, kPointMiddle, kPointMiddle},
            false,
            kPointMax};
}

OpponentSpace OpponentSpace::oklab(const Matrix &to_srgb) { return oklab_with(1, to_srgb); }

OpponentSpace OpponentSpace::vivid(const Matrix &to_srgb) { return oklab_with(1.4, to_srgb); }

OpponentSpace OpponentSpace::lab(const Matrix &to_srgb) {
    constexpr double unit = kPointScale;
    constexpr Matrix mixture{{{0.4124564, 0.3575761, 0.1804375},
                              {0.2126729, 0.7151522, 0.0721750},
                              {0.0193339, 0.1191920, 0.9503041}}};
    return {product(mixture, to_srgb),
            {{{0, 116 * unit, 0}, {500 * unit, -500 * unit, 0}, {0, 200 * unit, -200 * unit}}},
            {-16 * unit, kPointMiddle, kPointMiddle},
            true,
            100 * kPointScale};
}

bool OpponentSpace::is_in_range() const {
    return std::ranges::all_of(mixture_, [](const auto &row) {
        std::int64_t most = 0;
        for (const std::int64_t share : row) most += std::max<std::int64_t>(share, 0);
        return most <= kWhite / 2 * 3;
    });
}

}  // namespace quant::core
