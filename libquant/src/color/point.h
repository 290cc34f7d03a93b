// The arithmetic contract: points, centroids, moments and the integer score that every engine
// minimizes. All decisions of the library rest on these few lines.
#pragma once

#include <array>
#include <bit>
#include <cfloat>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace quant::core {

// Seeding and empty clusters compare doubles. Their results are the same everywhere as long as they
// use only + - * / and sqrt on IEEE numbers, without extended precision, and the compiler keeps to
// the rules of IEEE 754.
static_assert(std::numeric_limits<double>::is_iec559 && FLT_EVAL_METHOD == 0);
#ifdef __FAST_MATH__
#error "libquant cannot keep its promises with -ffast-math"
#endif

// A color in clustering space: three coordinates of a color space, and one of alpha, which is 0 if
// the image has no alpha (color_space.h). The value v of a channel of an 8-bit sRGB image becomes
// kPointScale * v. Therefore 0 <= x <= 32640, and 16-bit images keep 15 bits.
struct alignas(8) Point {
    std::array<std::int16_t, 4> x;
    // A comparison of whole words takes less time than one of arrays.
    friend bool operator==(const Point &a, const Point &b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    }
};

inline constexpr int kPointScale = 128;
inline constexpr int kPointMax = 255 * kPointScale;
inline constexpr int kPointMiddle = kPointMax / 2;
inline constexpr int kDimensions = 4;

// Returns the squared distance, which is less than 2^32: 4 * kPointMax^2.
inline std::uint32_t squared_distance(const Point &a, const Point &b) {
    std::uint32_t sum = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const int difference = a.x[d] - b.x[d];
        sum += static_cast<std::uint32_t>(difference * difference);
    }
    return sum;
}

// Converts squared distances, or sums of them, to the units of 8-bit channel values.
inline double in_8_bit_units(std::uint64_t squared) {
    return static_cast<double>(squared) / (kPointScale * kPointScale);
}

// Half the mean of a cluster's points, rounded. It is half the mean so that a score fits in 32
// bits. It is a type of its own because its scale is not that of a point.
struct alignas(8) Centroid {
    std::array<std::int16_t, 4> x;
    // A comparison of whole words takes less time than one of arrays.
    friend bool operator==(const Centroid &a, const Centroid &b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    }
};

inline constexpr int kCentroidMax = kPointMax / 2;

// Returns the point that a centroid stands for.
inline Point point_of(const Centroid &c) {
    Point p{};
    for (std::size_t d = 0; d < kDimensions; ++d) p.x[d] = static_cast<std::int16_t>(2 * c.x[d]);
    return p;
}

// Returns a key that orders points totally, whatever the order in which they were collected.
inline std::uint64_t point_key(const Point &p) {
    std::uint64_t key = 0;
    for (const std::int16_t v : p.x) key = key << 16 | static_cast<std::uint16_t>(v);
    return key;
}

// Returns |c|^2, which is at most 4 * 16320^2 < 2^31.
inline std::int32_t norm(const Centroid &c) {
    std::int32_t sum = 0;
    for (const std::int16_t v : c.x) sum += v * v;
    return sum;
}

// Returns score(x, c) = |c|^2 - x.c, which equals (|x - 2c|^2 - |x|^2) / 4. Therefore the nearest
// centroid has the lowest score; the lowest index wins a tie. Both terms and the result fit in 32
// bits.
inline std::int32_t score(const Point &p, const Centroid &c, std::int32_t norm_c) {
    std::int32_t dot = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) dot += p.x[d] * c.x[d];
    return norm_c - dot;
}

// Returns |x|^2, which is at most 4 * 32640^2 < 2^32.
inline std::uint32_t squared_length(const Point &p) {
    std::uint32_t sum = 0;
    for (const std::int16_t v : p.x) sum += static_cast<std::uint32_t>(v * v);
    return sum;
}

// Returns |x - 2c|^2, given the score of the point x and its centroid c.
inline std::uint32_t squared_distance(const Point &p, std::int32_t score_of_nearest) {
    return squared_length(p) + 4U * static_cast<std::uint32_t>(score_of_nearest);
}

// The exact zeroth and first moments of a set of points. Sums of integers do not depend on the
// order of their terms; that is why the number of threads cannot change a result.
struct Moments {
    std::uint64_t n = 0;
    std::array<std::int64_t, kDimensions> sum{};

    void add(const Point &p, std::uint64_t weight = 1) {
        n += weight;
        for (std::size_t d = 0; d < kDimensions; ++d)
            sum[d] += static_cast<std::int64_t>(weight) * p.x[d];
    }
    Moments &operator+=(const Moments &other) {
        n += other.n;
        for (std::size_t d = 0; d < kDimensions; ++d) sum[d] += other.sum[d];
        return *this;
    }
    Moments &operator-=(const Moments &other) {
        n -= other.n;
        for (std::size_t d = 0; d < kDimensions; ++d) sum[d] -= other.sum[d];
        return *this;
    }
    friend bool operator==(const Moments &a, const Moments &b) {
        bool equal = a.n == b.n;
        for (std::size_t d = 0; d < kDimensions; ++d) equal &= a.sum[d] == b.sum[d];
        return equal;
    }
};

// Returns the sum of |x - y|^2 over a set of points x, without its first term, the sum of |x|^2.
// The result is taken modulo 2^64, as are the sums that it is added to. The total is below 2^64,
// and therefore right.
inline std::uint64_t squared_error_part(const Moments &m, const Point &y) {
    std::uint64_t dot = 0, norm = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        dot += static_cast<std::uint64_t>(m.sum[d]) * static_cast<std::uint64_t>(y.x[d]);
        norm += static_cast<std::uint64_t>(y.x[d] * y.x[d]);
    }
    return m.n * norm - 2 * dot;
}

// Returns mean / 2, rounded with halves up. n must be above 0.
inline Centroid centroid_of(const Moments &m) {
    const auto n = static_cast<std::int64_t>(m.n);
    Centroid c{};
    for (std::size_t d = 0; d < kDimensions; ++d)
        c.x[d] = static_cast<std::int16_t>((m.sum[d] + n) / (2 * n));
    return c;
}

// Returns the centroid of a single point.
inline Centroid centroid_of(const Point &p) {
    Moments one;
    one.add(p);
    return centroid_of(one);
}

// Returns the index of the nearest centroid as the contract defines it. It is the plain form of
// every kernel.
inline std::size_t nearest(const Point &p, std::span<const Centroid> centroids,
                           std::span<const std::int32_t> norms) {
    std::size_t best = 0;
    std::int32_t best_score = score(p, centroids[0], norms[0]);
    for (std::size_t k = 1; k < centroids.size(); ++k) {
        const std::int32_t s = score(p, centroids[k], norms[k]);
        if (s < best_score) {
            best_score = s;
            best = k;
        }
    }
    return best;
}

inline std::vector<std::int32_t> norms_of(std::span<const Centroid> centroids) {
    std::vector<std::int32_t> norms;
    norms.reserve(centroids.size());
    for (const Centroid &c : centroids) norms.push_back(norm(c));
    return norms;
}

}  // namespace quant::core
