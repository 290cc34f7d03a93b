// Finds the minima for falling weights of the noise, each from the one before.
#include "map/color_mix.h"

#include <algorithm>
#include <cmath>

namespace quant::core {
namespace {

// In 8-bit steps of a coordinate: how far the mean of a mix may be from its color, and that of a
// single entry. A color so near to an entry that only rounding can be between them is that entry.
constexpr double kNear = 1.4, kNearer = 0.45, kSame = 1.0 / 32;

// How many steps more that is at half the strength. It grows without bound toward no strength.
constexpr double kSlack = 32;

// A color beyond the palette's hull may be farther from the mean by this multiple of its distance
// to the hull.
constexpr double kBeyond = 8;

// The least weight: less noise than this is worth no error.
constexpr double kLeastWeight = 1.0 / (1 << 17);

// By how much the weight falls at a time, at most and at least.
constexpr double kSlowest = 0.1, kFastest = 0.6;

// A step along which the sum falls by less than this, in squared coordinates, is not taken. It
// moves the mean by less than a 20th of an 8-bit step.
constexpr double kLeastGain = 16;

// An entry is in the flat of others if the square of its distance from it is this part of the
// square of its distance to the first of them.
constexpr double kFlat = 1e-9;

// More than every score.
constexpr double kNever = 1e300;

// No color has come near this number. It only makes sure that rounding cannot keep a search from
// ending.
constexpr int kMostRounds = 64;

using Vector = MixFinder::Vector;

Vector vector_of(const Point &p) {
    return {double(p.x[0]), double(p.x[1]), double(p.x[2]), double(p.x[3])};
}

double dot(const Vector &a, const Vector &b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
}

Vector minus(const Vector &a, const Vector &b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]};
}

// Returns the largest difference of a coordinate.
double distance(const Vector &a, const Vector &b) {
    double most = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) most = std::max(most, std::abs(a[d] - b[d]));
    return most;
}

// The triangular factors of the products of vectors: products = lower * diagonal * lower^T.
struct Factors {
    std::array<std::array<double, kMixEntries>, kMixEntries> lower;
    std::array<double, kMixEntries> diagonal;

    // Adds the row of a vector; the vectors are those so far and this one. Returns what is left of
    // its square beyond the flat of those so far.
    double add(const std::array<Vector, kMixEntries> &vectors, std::size_t row) {
        double rest = dot(vectors[row], vectors[row]);
        for (std::size_t i = 0; i < row; ++i) {
            double product = dot(vectors[row], vectors[i]);
            for (std::size_t j = 0; j < i; ++j) product -= lower[i][j] * lower[row][j];
            lower[row][i] = product;  // times the diagonal, for now
        }
        for (std::size_t i = 0; i < row; ++i) {
            const double product = lower[row][i];
            lower[row][i] = product / diagonal[i];
            rest -= product * lower[row][i];
        }
        return diagonal[row] = rest;
    }
};

}  // namespace

// A search: the color, the mix so far and its mean.
struct MixFinder::State {
    Vector p;
    ColorMix mix;
    Vector mean;
    double least_alpha;  // entries with less may not take part

    void drop(std::size_t at) {
        --mix.size;
        for (std::size_t i = at; i < mix.size; ++i) {
            mix.entries[i] = mix.entries[i + 1];
            mix.shares[i] = mix.shares[i + 1];
        }
    }
};

MixFinder::MixFinder(const DitherPalette &palette, int strength, bool has_alpha)
    : palette_(palette), has_alpha_(has_alpha) {
    // lambda is 1 at strength 0, where only the noise counts, and begins at 1/16 at full strength.
    const double weakness = 1 - double(strength) / kFullStrength;
    const double of_pairs = 15 * weakness * weakness / 16, lambda = of_pairs + 1.0 / 16;
    first_weight_ = strength == 0 ? 0 : lambda / (2 * (1 - lambda));
    pair_weight_ = strength == 0 ? 0 : of_pairs / (2 * (1 - of_pairs));
    const double slack = kSlack * weakness / std::max(1 - weakness, 1.0 / kFullStrength);
    near_ = (kNear + slack) * kPointScale;
    nearer_ = (kNearer + slack) * kPointScale;
    padded_ = (palette.points.size() + kLanes - 1) / kLanes * kLanes;
    for (const Point &point : palette.points) entries_.push_back(vector_of(point));
    for (std::size_t d = 0; d <= kDimensions; ++d) columns_[d].resize(padded_);
    for (std::size_t k = 0; k < padded_; ++k) {
        const Vector e = entries_[k < entries_.size() ? k : 0];
        for (std::size_t d = 0; d < kDimensions; ++d) columns_[d][k] = e[d];
        columns_[kDimensions][k] = dot(e, e);
    }
}

ColorMix MixFinder::mix_of(const Point &p) const {
    if (has_alpha_ && p.x[3] == 0) return {1, {palette_.transparent}, {1}};
    const std::uint8_t nearest = palette_.nearest(p);
    State state{vector_of(p), {1, {nearest}, {1}}, entries_[nearest], -1};
    if (first_weight_ == 0 || distance(state.p, state.mean) <= kSame * kPointScale)
        return state.mix;
    // An opaque pixel gets no entry that is more transparent than its nearest one.
    if (has_alpha_ && p.x[3] == palette_.space.most()[3]) state.least_alpha = state.mean[3];
    approach(state);
    if (!is_near(state)) search(state);
    return state.mix;
}

// Takes the first steps toward the minimum for the first weight. The gains grow, so that near
// entries come first.
void MixFinder::approach(State &state) const {
    const double last = 1 / (2 * first_weight_);
    for (const double gain : {2.0, 4.0, 8.0}) {
        const std::size_t entry = palette_.nearest(overshoot(state, std::min(gain, last)).first);
        if (entries_[entry][3] < state.least_alpha) continue;
        const double own = slope(state, state.mix.entries[0], first_weight_);
        if (slope(state, entry, first_weight_) >= own - kLeastGain) continue;
        add(state, entry);
        correct_all(state, first_weight_);
    }
}

// Returns the point p + gain (p - mean), moved to the space if it lies outside, and whether it lies
// inside.
std::pair<Point, bool> MixFinder::overshoot(const State &state, double gain) const {
    Point point{};
    bool is_inside = true;
    const std::size_t dimensions = has_alpha_ ? 4 : 3;
    for (std::size_t d = 0; d < dimensions; ++d) {
        const double x = state.p[d] + gain * (state.p[d] - state.mean[d]) + 0.5;
        const double clamped = std::clamp(x, 0.0, double(NearestColor::kMost));
        is_inside &= x == clamped;
        point.x[d] = static_cast<std::int16_t>(clamped);
    }
    return {point, is_inside};
}

// Returns whether the mean is near enough to the color. The plane across the error that touches the
// hull tells how far the hull is at least.
bool MixFinder::is_near(const State &state) const {
    const double excess = distance(state.p, state.mean) - allowed_error(state);
    if (excess <= 0) return true;
    const Vector error = minus(state.p, state.mean);
    const Vector touching = entries_[lowest(error, 0, state.least_alpha)];
    const double beyond = kBeyond * dot(error, minus(state.p, touching));
    return beyond > 0 && beyond * beyond >= excess * excess * dot(error, error);
}

// Lowers the weight of the noise until the mean is near enough to the color.
void MixFinder::search(State &state) const {
    double beyond = -1;
    for (double weight = first_weight_;;) {
        minimize(state, weight);
        if (state.mix.size == 2) correct_all(state, weight);
        const double error = distance(state.p, state.mean);
        double allowed = allowed_error(state);
        if (error > allowed) {
            if (beyond < 0) beyond = kBeyond * distance_to_hull(state);
            allowed += beyond;
        }
        if (error <= allowed || weight <= kLeastWeight) return;
        weight = std::max(weight * std::clamp(allowed / error, kSlowest, kFastest), kLeastWeight);
    }
}

double MixFinder::allowed_error(const State &state) const {
    return state.mix.size == 1 ? nearer_ : near_;
}

double MixFinder::distance_to_hull(State state) const {
    minimize(state, 0);
    const Vector error = minus(state.p, state.mean);
    // Less than this may be left of a color within the hull, since small gains are not taken.
    constexpr double kLeft = 6;
    static_assert(kLeft * kLeft > 2 * kLeastGain);
    return std::max(0.0, std::sqrt(dot(error, error)) - kLeft);
}

// Gives the entries of the mix the shares of the least sum, without those that have none. At full
// strength, two entries get the nearest mean that they have: the noise is hardly more.
void MixFinder::correct_all(State &state, double weight) const {
    while (!correct(state, weight)) {
    }
    if (state.mix.size == 2) correct(state, std::min(weight, pair_weight_));
}

// Moves to the minimum for a weight of the noise. `weight` is lambda / (2 (1 - lambda)).
void MixFinder::minimize(State &state, double weight) const {
    for (int round = 0; round < kMostRounds; ++round) {
        while (!correct(state, weight)) {
        }
        const std::size_t entry = steepest(state, weight);
        if (entry == palette_.points.size()) return;
        add(state, entry);
    }
}

MixFinder::Vector MixFinder::mean_of(const State &state) const {
    Vector mean{};
    for (std::size_t i = 0; i < state.mix.size; ++i) {
        const Vector e = entries_[state.mix.entries[i]];
        for (std::size_t d = 0; d < kDimensions; ++d) mean[d] += state.mix.shares[i] * e[d];
    }
    return mean;
}

// Gives the entries of the mix the shares of the least sum. Returns false if one of them would be
// negative: then it goes toward these shares until the first share is 0, and drops that entry.
bool MixFinder::correct(State &state, double weight) const {
    ColorMix &mix = state.mix;
    if (mix.size == 1) {
        mix.shares[0] = 1;
        state.mean = entries_[mix.entries[0]];
        return true;
    }
    const std::size_t rows = mix.size - 1;
    const Vector base = entries_[mix.entries[0]];
    const Vector to_p = minus(state.p, base);
    std::array<Vector, kMixEntries> vectors;
    Factors factors;
    std::array<double, kMixEntries> x, shares;
    for (std::size_t i = 0; i < rows; ++i) {
        vectors[i] = minus(entries_[mix.entries[i + 1]], base);
        factors.add(vectors, i);
        const double along = dot(vectors[i], to_p);
        x[i] = along - weight * (dot(vectors[i], vectors[i]) - 2 * along);
        for (std::size_t j = 0; j < i; ++j) x[i] -= factors.lower[i][j] * x[j];
    }
    shares[0] = 1;
    for (std::size_t i = rows; i-- > 0;) {
        double share = x[i] / factors.diagonal[i];
        for (std::size_t j = i + 1; j < rows; ++j) share -= factors.lower[j][i] * shares[j + 1];
        shares[i + 1] = share;
        shares[0] -= share;
    }
    double way = 1;
    std::size_t leaves = mix.size;
    for (std::size_t i = 0; i < mix.size; ++i) {
        if (shares[i] >= 0) continue;
        const double until = mix.shares[i] / (mix.shares[i] - shares[i]);
        if (until < way || leaves == mix.size) {
            way = until;
            leaves = i;
        }
    }
    for (std::size_t i = 0; i < mix.size; ++i) mix.shares[i] += way * (shares[i] - mix.shares[i]);
    const bool is_done = leaves == mix.size;
    if (!is_done) state.drop(leaves);
    state.mean = mean_of(state);
    return is_done;
}

// Adds an entry with no share. If it lies in the flat of the others, it takes as much of their
// shares as leaves the mean where it is, and the first whose share is 0 leaves.
void MixFinder::add(State &state, std::size_t entry) const {
    ColorMix &mix = state.mix;
    const Vector base = entries_[mix.entries[0]];
    std::array<Vector, kMixEntries> vectors;
    Factors factors;
    const std::size_t rows = mix.size - 1;
    for (std::size_t i = 0; i < rows; ++i) {
        vectors[i] = minus(entries_[mix.entries[i + 1]], base);
        factors.add(vectors, i);
    }
    vectors[rows] = minus(entries_[entry], base);
    const std::size_t most = has_alpha_ ? kMixEntries : kMixEntries - 1;
    const double rest = factors.add(vectors, rows);
    if (mix.size < most && rest > kFlat * dot(vectors[rows], vectors[rows])) {
        mix.entries[mix.size] = static_cast<std::uint8_t>(entry);
        mix.shares[mix.size++] = 0;
        return;
    }
    // entry = sum of part * (entry of the mix); the parts add up to 1.
    std::array<double, kMixEntries> parts;
    parts[0] = 1;
    for (std::size_t i = rows; i-- > 0;) {
        double part = factors.lower[rows][i];
        for (std::size_t j = i + 1; j < rows; ++j) part -= factors.lower[j][i] * parts[j + 1];
        parts[i + 1] = part;
        parts[0] -= part;
    }
    std::size_t leaves = mix.size;
    double share = 0;
    for (std::size_t i = 0; i < mix.size; ++i) {
        if (parts[i] <= kFlat) continue;
        const double until = mix.shares[i] / parts[i];
        if (leaves == mix.size || until < share) {
            share = until;
            leaves = i;
        }
    }
    for (std::size_t i = 0; i < mix.size; ++i)
        mix.shares[i] = std::max(0.0, mix.shares[i] - share * parts[i]);
    mix.entries[leaves] = static_cast<std::uint8_t>(entry);
    mix.shares[leaves] = share;
}

// Returns half the rate at which the sum rises as the mix goes toward an entry, but for a term that
// all entries have in common.
double MixFinder::slope(const State &state, std::size_t entry, double weight) const {
    const Vector e = minus(entries_[entry], state.p);
    return weight * dot(e, e) - dot(minus(state.p, state.mean), e);
}

// Returns the entry toward which the sum falls most steeply, or the number of entries if it falls
// toward none.
std::size_t MixFinder::steepest(const State &state, double weight) const {
    double own = slope(state, state.mix.entries[0], weight);
    for (std::size_t i = 1; i < state.mix.size; ++i)
        own = std::min(own, slope(state, state.mix.entries[i], weight));
    const auto falls = [&](std::size_t entry) {
        return slope(state, entry, weight) < own - kLeastGain;
    };
    const std::size_t none = palette_.points.size();
    if (weight > 0) {
        // The entry is the nearest one to a point, but that point may be outside of the space.
        const auto [sought, is_inside] = overshoot(state, 1 / (2 * weight));
        const std::size_t entry = palette_.nearest(sought);
        const bool is_allowed = entries_[entry][3] >= state.least_alpha;
        if (is_allowed && falls(entry)) return entry;
        const bool is_exact = distance(state.p, state.mean) <= nearer_;
        if (is_allowed && (is_inside || is_exact)) return none;
    }
    Vector direction;
    for (std::size_t d = 0; d < kDimensions; ++d)
        direction[d] = 2 * weight * state.p[d] + state.p[d] - state.mean[d];
    const std::size_t lowest_entry = lowest(direction, weight, state.least_alpha);
    return falls(lowest_entry) ? lowest_entry : none;
}

// Returns the entry with the lowest weight * |entry|^2 - direction . entry; of equal ones, the
// first.
std::size_t MixFinder::lowest(const Vector &direction, double weight, double least_alpha) const {
    std::array<double, 256> scores;
    std::array<double, kLanes> best;
    best.fill(kNever);
    const double *x0 = columns_[0].data(), *x1 = columns_[1].data(), *x2 = columns_[2].data(),
                 *x3 = columns_[3].data(), *square = columns_[4].data();
    for (std::size_t first = 0; first < padded_; first += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const std::size_t k = first + lane;
            scores[k] = weight * square[k] - direction[0] * x0[k] - direction[1] * x1[k] -
                        direction[2] * x2[k];
        }
        if (has_alpha_) {
            for (std::size_t k = first; k < first + kLanes; ++k)
                scores[k] = x3[k] < least_alpha ? kNever : scores[k] - direction[3] * x3[k];
        }
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            best[lane] = scores[first + lane] < best[lane] ? scores[first + lane] : best[lane];
    }
    const double *least = std::find(scores.data(), scores.data() + padded_, std::ranges::min(best));
    return static_cast<std::size_t>(least - scores.data());
}

}  // namespace quant::core
