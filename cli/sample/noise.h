// Hash-based noise and the arithmetic of painting. All is inline, because a pixel takes about ten
// of these calls. The painters call no function of libm except sqrt(), which IEEE 754 defines to
// the last bit.
#pragma once

#include <cmath>
#include <cstdint>

namespace quant::cli::sample {

inline double mix(double a, double b, double t) { return a + (b - a) * t; }

// Has the form of the processor's minimum and maximum instructions, because noise defeats branch
// prediction.
inline double clamp(double t, double low, double high) {
    const double bounded = t > low ? t : low;
    return bounded < high ? bounded : high;
}
inline double clamp01(double t) { return clamp(t, 0.0, 1.0); }

// Returns 0 below `low`, 1 above `high`, and a smooth step between; low > high makes a falling
// step. With constant bounds, the reciprocal is a constant too.
inline double smoothstep(double low, double high, double x) {
    const double t = clamp01((x - low) * (1.0 / (high - low)));
    return t * t * (3.0 - 2.0 * t);
}

// A color in linear light; 1 is display white.
struct Color {
    double r = 0.0, g = 0.0, b = 0.0;
};

inline Color operator+(const Color &a, const Color &b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }
inline Color operator*(const Color &a, const Color &b) { return {a.r * b.r, a.g * b.g, a.b * b.b}; }
inline Color operator*(const Color &a, double s) { return {a.r * s, a.g * s, a.b * s}; }
inline Color mix(const Color &a, const Color &b, double t) { return a * (1.0 - t) + b * t; }

// Returns a display color 0xRRGGBB as linear light. Squaring replaces the sRGB curve, as the square
// root does when a picture is written.
inline Color paint(std::uint32_t rgb) {
    const auto channel = [rgb](unsigned shift) {
        const double v = static_cast<double>((rgb >> shift) & 255u) / 255.0;
        return v * v;
    };
    return {channel(16), channel(8), channel(0)};
}

inline std::uint32_t hash(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
    std::uint32_t h = x * 0x9e3779b1u ^ y * 0x85ebca77u ^ seed;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 13)) * 0xc2b2ae3du;
    return h ^ (h >> 16);
}

// Returns a number in [0, 1).
inline double uniform(std::uint32_t bits) { return static_cast<double>(bits >> 8) * 0x1p-24; }

// Generates a sequence of independent numbers for building a scene.
class Random {
public:
    Random(std::uint64_t seed, std::uint32_t stream)
        : key_(hash(static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                    stream)) {}
    std::uint32_t bits() { return hash(++count_, 0x51u, key_); }
    double between(double low, double high) { return mix(low, high, uniform(bits())); }

private:
    std::uint32_t key_;
    std::uint32_t count_ = 0;
};

// A value in [-1, 1] and its slopes.
struct Noise {
    double value, dx, dy;
};

// Returns value noise on the unit lattice, with continuous slopes. The coordinates must lie within
// +-2^30.
inline Noise noise(double x, double y, std::uint32_t seed) {
    constexpr double positive = 0x1p30;  // truncating a positive number gives its floor
    constexpr std::uint64_t right = 0x9e3779b97f4a7c15u, below = 0xd1b54a32d192ed03u;
    const auto column = static_cast<std::int32_t>(x + positive);
    const auto row = static_cast<std::int32_t>(y + positive);
    const double fx = x + positive - static_cast<double>(column);
    const double fy = y + positive - static_cast<double>(row);
    const auto value = [](std::uint64_t key) {
        key = (key ^ (key >> 29)) * 0xbf58476d1ce4e5b9u;
        return static_cast<double>(static_cast<std::int32_t>(key >> 32)) * 0x1p-31;
    };
    const std::uint64_t key = static_cast<std::uint64_t>(column) * right +
                              static_cast<std::uint64_t>(row) * below +
                              (static_cast<std::uint64_t>(seed) << 20);
    const double a = value(key), b = value(key + right);
    const double c = value(key + below), d = value(key + right + below);
    const double wx = fx * fx * (3.0 - 2.0 * fx), wy = fy * fy * (3.0 - 2.0 * fy);
    const double along = b - a + (a - b - c + d) * wy;
    const double down = c - a + (a - b - c + d) * wx;
    return {a + along * wx + (c - a) * wy, 6.0 * fx * (1.0 - fx) * along,
            6.0 * fy * (1.0 - fy) * down};
}

// Returns a sum of octaves of noise, each of half the size and `gain` times the height of the one
// before. Every octave is turned by the angle of the 3-4-5 triangle, which hides the lattice and
// needs no sine. The slopes are those of the sum in the caller's coordinates.
inline Noise fractal(double x, double y, int octaves, double gain, std::uint32_t seed) {
    Noise sum{0.0, 0.0, 0.0};
    double height = 1.0, m00 = 1.0, m01 = 0.0;  // the turn and scale so far: [m00 m01; -m01 m00]
    for (int octave = 0; octave < octaves; ++octave) {
        const Noise n = noise(m00 * x + m01 * y, m00 * y - m01 * x,
                              seed + static_cast<std::uint32_t>(octave) * 0x632be5abu);
        sum.value += height * n.value;
        sum.dx += height * (m00 * n.dx - m01 * n.dy);
        sum.dy += height * (m01 * n.dx + m00 * n.dy);
        height *= gain;
        const double turned = 1.6 * m00 - 1.2 * m01;
        m01 = 1.2 * m00 + 1.6 * m01;
        m00 = turned;
    }
    return sum;
}

}  // namespace quant::cli::sample
