// Makes the ranks of the blue-noise mask (void and cluster) and of the Bayer mask, and scales them.
#include "map/threshold_mask.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/random.h"

namespace quant::core {
namespace {

constexpr std::size_t kSide = ThresholdMask::kSide;
constexpr std::size_t kCells = kSide * kSide;

// A set of points on a torus of cells. The crowding of a cell is the sum over all points of a
// Gaussian of their distance. It is computed in integers, so that the mask is the same everywhere.
class Crowd {
public:
    Crowd() : crowding_(kCells) {
        // exp(-d^2 / (2 * 1.5^2)) = q^(d^2) in fixed point; it is 0 beyond kReach.
        constexpr std::uint64_t kQ = 3439140958;  // 2^32 * exp(-1 / 4.5)
        std::uint64_t power = kUnit;
        for (std::int32_t &value : powers_) {
            value = static_cast<std::int32_t>(power);
            power = power * kQ >> 32;
        }
    }

    bool has(std::size_t cell) const { return crowding_[cell] >= kPoint; }
    void insert(std::size_t cell) { add(cell, 1); }
    void remove(std::size_t cell) { add(cell, -1); }

    // Return the most crowded of the points and the least crowded of the other cells. Of equal
    // cells, the first is returned.
    std::size_t tightest_cluster() const { return place_of(std::ranges::max(crowding_)); }
    std::size_t largest_void() const { return place_of(std::ranges::min(crowding_)); }

private:
    // The Gaussians of all cells add up to 14.1 units. kPoint is 16 units, so a point has more than
    // any other cell.
    static constexpr std::int32_t kUnit = 1 << 26, kPoint = 1 << 30;
    static constexpr std::size_t kReach = 8;

    std::size_t place_of(std::int32_t crowding) const {
        return static_cast<std::size_t>(std::ranges::find(crowding_, crowding) - crowding_.begin());
    }
    // Adds a point (sign 1) or removes it (sign -1).
    void add(std::size_t cell, std::int32_t sign) {
        const std::size_t x0 = cell % kSide + kSide, y0 = cell / kSide + kSide;
        for (std::size_t y = y0 - kReach; y <= y0 + kReach; ++y) {
            for (std::size_t x = x0 - kReach; x <= x0 + kReach; ++x) {
                const std::size_t dx = x < x0 ? x0 - x : x - x0, dy = y < y0 ? y0 - y : y - y0;
                crowding_[y % kSide * kSide + x % kSide] += sign * powers_[dx * dx + dy * dy];
            }
        }
        crowding_[cell] += sign * kPoint;
    }

    std::array<std::int32_t, 2 * kReach * kReach + 1> powers_{};  // by squared distance
    std::vector<std::int32_t> crowding_;
};

}  // namespace

// R. Ulichney, "The void-and-cluster method for dither array generation", 1993.
std::vector<std::uint16_t> blue_noise_ranks() {
    // Begins with a tenth of the cells at random and evens them out: the point in the tightest
    // cluster moves to the largest void until that is its own cell.
    Crowd start;
    Random random(1);
    constexpr std::size_t kPoints = kCells / 10;
    for (std::size_t placed = 0; placed < kPoints;) {
        const std::size_t cell = random.below(kCells);
        if (start.has(cell)) continue;
        start.insert(cell);
        ++placed;
    }
    for (;;) {
        const std::size_t from = start.tightest_cluster();
        start.remove(from);
        const std::size_t to = start.largest_void();
        start.insert(to);
        if (to == from) break;
    }
    // The lower ranks follow from removing the most crowded points, the upper ones from filling the
    // largest voids.
    std::vector<std::uint16_t> ranks(kCells);
    Crowd crowd = start;
    for (std::size_t rank = kPoints; rank-- > 0;) {
        const std::size_t cell = crowd.tightest_cluster();
        crowd.remove(cell);
        ranks[cell] = static_cast<std::uint16_t>(rank);
    }
    crowd = std::move(start);
    for (std::size_t rank = kPoints; rank < kCells; ++rank) {
        const std::size_t cell = crowd.largest_void();
        crowd.insert(cell);
        ranks[cell] = static_cast<std::uint16_t>(rank);
    }
    return ranks;
}

// B. E. Bayer, "An optimum method for two-level rendition of continuous-tone pictures", 1973. The
// rank consists of the bits of x ^ y and y, interleaved; the lowest bits of the coordinates become
// the highest. So a matrix is made of four copies of the one of half the side.
std::vector<std::uint16_t> bayer_ranks(unsigned side) {
    std::vector<std::uint16_t> ranks(kCells);
    for (std::size_t i = 0; i < kCells; ++i) {
        const std::size_t x = i % kSide, y = i / kSide;
        std::size_t rank = 0;
        for (unsigned bit = 0; 1U << bit < side; ++bit)
            rank = rank << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
        ranks[i] = static_cast<std::uint16_t>(rank);
    }
    return ranks;
}

ThresholdMask::ThresholdMask(const std::vector<std::uint16_t> &ranks, std::uint32_t levels)
    : levels_(levels), thresholds_(kCells) {
    for (std::size_t i = 0; i < kCells; ++i)
        thresholds_[i] = static_cast<std::uint16_t>((2U * ranks[i] + 1) * kOne / (2 * levels));
}

const ThresholdMask &ThresholdMask::blue_noise() {
    static const ThresholdMask mask(blue_noise_ranks(), kCells);
    return mask;
}

const ThresholdMask &ThresholdMask::bayer(unsigned side) {
    static const ThresholdMask masks[]{
        {bayer_ranks(2), 4}, {bayer_ranks(4), 16}, {bayer_ranks(8), 64}, {bayer_ranks(16), 256}};
    return masks[std::countr_zero(side) - 1];
}

}  // namespace quant::core
