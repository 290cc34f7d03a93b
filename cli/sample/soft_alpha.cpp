// Paints a ringed planet: soft edges, translucent rings and a glow that fades into full
// transparency.
#include <algorithm>
#include <stdexcept>

#include "sample/develop.h"
#include "sample/noise.h"
#include "sample/sample.h"

namespace quant::cli::sample {
namespace {

constexpr std::uint32_t kSeed = 0x5a7u;
constexpr double kRadius = 0.47;  // radius of the planet; the picture spans -1 to 1
constexpr double kRingBegin = 0.60, kRingEnd = 0.985;

// A vector: x right, y down, z to the eye. The axes of the planet are east, pole and front; both
// rotations use the Pythagorean triple 7, 24, 25.
struct Vector {
    double x, y, z;
};

constexpr double dot(const Vector &a, const Vector &b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

constexpr Vector kEast = {0.96, -0.28, 0.0};
constexpr Vector kPole = {-0.28 * 0.96, -0.96 * 0.96, 0.28};
constexpr Vector kFront = {0.28 * 0.28, 0.96 * 0.28, 0.96};
constexpr Vector kLight = {-0.64, -0.48, 0.6};  // a unit vector: 16, 12, 15 of 25

struct Layer {
    Color color;  // not multiplied by alpha
    double alpha;
};

// Draws the layer over `under`, whose color is multiplied by its alpha.
void cover(Color &under, double &under_alpha, const Layer &layer) {
    under = under * (1.0 - layer.alpha) + layer.color * layer.alpha;
    under_alpha = under_alpha * (1.0 - layer.alpha) + layer.alpha;
}

// Returns the density of the rings at a distance from the center: many ringlets, two gaps, soft
// ends.
double ring_density(double distance) {
    const Noise ringlets = fractal(distance * 26.0, 0.5, 4, 0.75, kSeed);
    const double ends = smoothstep(kRingBegin, kRingBegin + 0.09, distance) *
                        smoothstep(kRingEnd, kRingEnd - 0.03, distance);
    const auto gap = [distance](double at, double width) {
        const double off = distance < at ? at - distance : distance - at;
        return smoothstep(width * 0.6, width, off);
    };
    return clamp01(0.62 + 0.42 * ringlets.value) * ends * mix(0.06, 1.0, gap(0.835, 0.022)) *
           mix(0.3, 1.0, gap(0.935, 0.008));
}

// Returns the rings at x, y, dark where the planet shades them.
Layer rings(double x, double y) {
    // Follow the line of sight to the plane of the rings.
    const Vector q = {x, y, -(x * kPole.x + y * kPole.y) / kPole.z};
    const double distance = std::sqrt(dot(q, q));
    if (distance < kRingBegin || distance > kRingEnd) return {{}, 0.0};
    const double towards = dot(q, kLight);
    const double off_axis = std::sqrt(std::max(dot(q, q) - towards * towards, 0.0));
    const double lit = towards < 0.0 ? smoothstep(kRadius - 0.02, kRadius + 0.02, off_axis) : 1.0;
    const Noise tone = fractal(distance * 13.0, 7.5, 3, 0.6, kSeed + 1);
    const Color dust = mix(paint(0xb99c7c), paint(0xf6e7cb), 0.5 + 0.5 * tone.value);
    return {dust * mix(0.07, 1.1, lit), ring_density(distance) * mix(0.75, 0.95, lit)};
}

// Returns the color of the cloud bands, distorted by winds of different speeds, and of one large
// storm.
Color bands(const Vector &n) {
    const double latitude = dot(n, kPole), along = dot(n, kEast), deep = dot(n, kFront);
    const Noise swirl = fractal(along * 2.6 + 9.0, latitude * 9.0 + deep, 5, 0.55, kSeed + 2);
    const double place = latitude + 0.035 * swirl.value;
    const Noise wide = fractal(place * 5.5 + 3.0, 0.5, 3, 0.6, kSeed + 3);
    const Noise fine = fractal(place * 21.0 + along * 0.8, 3.5 + deep, 3, 0.6, kSeed + 4);
    Color color = mix(paint(0xa8653f), paint(0xf0d3a2), clamp01(0.55 + 0.75 * wide.value));
    color = mix(color, paint(0xfff3dd), clamp01(0.35 * fine.value + 0.1));
    color = mix(color, paint(0x7d8fa8), smoothstep(0.55, 0.95, latitude) * 0.7);
    const double sx = (along + 0.30) / 0.20, sy = (latitude + 0.13) / 0.085;
    const double storm = smoothstep(1.15, 0.35, sx * sx + sy * sy + 0.45 * swirl.value);
    return mix(color, paint(0xc4512c), storm * 0.75) * (1.0 + 0.12 * swirl.value);
}

Layer planet(double x, double y, double pixel) {
    const double across = x * x + y * y, distance = std::sqrt(across);
    const double alpha = smoothstep(kRadius + pixel, kRadius - pixel, distance);
    if (alpha <= 0.0) return {{}, 0.0};
    const Vector p = {x, y, std::sqrt(std::max(kRadius * kRadius - across, 0.0))};
    const Vector n = {p.x / kRadius, p.y / kRadius, p.z / kRadius};
    double sun = smoothstep(-0.12, 1.05, dot(n, kLight)) * 1.75;
    const double reach = -dot(p, kPole) / dot(kLight, kPole);
    if (reach > 0.0) {
        const Vector q = {p.x + kLight.x * reach, p.y + kLight.y * reach, p.z + kLight.z * reach};
        sun *= 1.0 - 0.78 * ring_density(std::sqrt(dot(q, q)));
    }
    const double rim = (1.0 - n.z) * (1.0 - n.z);
    const Color air = paint(0x8fc4ff) * (rim * (0.08 + 0.5 * sun));
    return {bands(n) * (Color{1.0, 0.95, 0.88} * sun + paint(0x2a3560) * 0.35) + air, alpha};
}

// Returns the glow of the air around the planet, brighter towards the sun.
Layer glow(double x, double y) {
    const double distance = std::sqrt(x * x + y * y);
    const double fall = smoothstep(kRadius + 0.42, kRadius - 0.04, distance);
    const double side = (x * kLight.x + y * kLight.y) / (distance + 0.001);
    const double alpha = fall * fall * clamp01(0.42 + 0.48 * side);
    return {mix(paint(0x4f7dff), paint(0xbfe4ff), fall), alpha};
}

}  // namespace

Picture soft_alpha(std::size_t size) {
    Picture picture{"soft-alpha", size, size, 4, {}};
    if (size == 0) return picture;
    if (size > picture.pixels.max_size() / 4 / size)
        throw std::length_error("sample picture too large");
    picture.pixels.resize(size * size * 4);
    const double pixel = 2.0 / static_cast<double>(size);
    std::uint8_t *out = picture.pixels.data();
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t column = 0; column < size; ++column, out += 4) {
            const double x = (static_cast<double>(column) + 0.5) * pixel - 1.0;
            const double y = (static_cast<double>(row) + 0.5) * pixel - 1.0;
            Color color{};
            double alpha = 0.0;
            const Layer ring = rings(x, y);
            const bool before = x * kPole.x + y * kPole.y < 0.0;
            cover(color, alpha, glow(x, y));
            if (!before) cover(color, alpha, ring);
            cover(color, alpha, planet(x, y, pixel));
            if (before) cover(color, alpha, ring);
            const double level = alpha * 255.0 + 0.5;
            out[3] = static_cast<std::uint8_t>(level);
            if (out[3] > 0)
                develop(color * (1.0 / alpha), static_cast<std::uint32_t>(column),
                        static_cast<std::uint32_t>(row), kSeed, out);
        }
    return picture;
}

}  // namespace quant::cli::sample
