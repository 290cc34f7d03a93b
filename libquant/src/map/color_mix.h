// Finds mixes of palette entries whose mean is a given color.
//
// The mix of a color p minimizes (1 - lambda) |p - mean|^2 + lambda sum of share |entry - p|^2. The
// first term is the error of the mean, and the second is the visible noise. lambda begins at a
// value at which the noise is low, and is halved until the mean is near enough to p, so that a
// color has no more noise than its mean takes.
//
// Each minimum is found by Wolfe's method ("Finding the nearest point in a polytope", 1976): the
// entry toward which the sum falls most steeply joins the mix, all shares are corrected at once,
// and entries whose shares would be negative leave. That entry is the nearest one to
// p + (1 / lambda - 1) (p - mean).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "map/dither.h"

namespace quant::core {

// As many entries as a simplex with alpha has corners.
inline constexpr std::size_t kMixEntries = kDimensions + 1;

// The entries of a mix, none of which lies in the flat that the others span, and their shares,
// whose sum is 1.
struct ColorMix {
    std::size_t size = 0;
    std::array<std::uint8_t, kMixEntries> entries{};
    std::array<double, kMixEntries> shares{};
};

// A result depends on nothing but the palette, the strength and the color. It is computed in
// doubles by + - * / and square roots, and therefore the same everywhere (color/point.h). Threads
// can share an object.
class MixFinder {
public:
    // Keeps a reference to the palette. Strength is that of DitherMethod.
    MixFinder(const DitherPalette &palette, int strength, bool has_alpha);

    ColorMix mix_of(const Point &p) const;

    using Vector = std::array<double, kDimensions>;

private:
    struct State;

    void minimize(State &state, double weight) const;
    bool correct(State &state, double weight) const;
    void add(State &state, std::size_t entry) const;
    void approach(State &state) const;
    std::pair<Point, bool> overshoot(const State &state, double gain) const;
    bool is_near(const State &state) const;
    void search(State &state) const;
    double allowed_error(const State &state) const;
    double distance_to_hull(State state) const;
    void correct_all(State &state, double weight) const;
    std::size_t steepest(const State &state, double weight) const;
    std::size_t lowest(const Vector &direction, double weight, double least_alpha) const;
    double slope(const State &state, std::size_t entry, double weight) const;
    Vector mean_of(const State &state) const;

    const DitherPalette &palette_;
    bool has_alpha_;
    // The weight of the noise is lambda / (2 (1 - lambda)): the first one, and that between two
    // entries.
    double first_weight_, pair_weight_;
    double near_, nearer_;  // how far the mean may be from the color, in coordinates
    std::vector<Vector> entries_;
    // The same, one array for each coordinate and one for |entry|^2, with copies of the first
    // entry at the end, so that loops take kLanes at a time.
    static constexpr std::size_t kLanes = 4;
    std::size_t padded_;
    std::array<std::vector<double>, kDimensions + 1> columns_;
};

}  // namespace quant::core
