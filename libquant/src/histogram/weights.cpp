// Sums up the importance of each color, damps it, and scales the weights to the room of a
// histogram.
#include "histogram/weights.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/power.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

// Finds the places of colors in a list of distinct colors, by hashing.
class Places {
public:
    Places(std::span<const WeightedColor> colors, Team &team)
        : colors_(colors), slots_(std::bit_ceil(2 * colors.size())) {
        Pace pace(&team);
        for (std::size_t i = 0; i < colors.size(); ++i) {
            slots_[slot_of(colors[i].point)] = static_cast<std::uint32_t>(i + 1);
            pace.is_stopped();
        }
    }

    // Returns the place of a color, which must be in the list.
    std::size_t of(const Point &p) const { return slots_[slot_of(p)] - 1; }

private:
    std::size_t slot_of(const Point &p) const {
        // Multiplies twice, so that every coordinate reaches the bits that are used.
        std::uint64_t hash = point_key(p) * 0x9E3779B97F4A7C15U;
        hash = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15U;
        std::size_t slot = hash >> 32 & (slots_.size() - 1);
        while (slots_[slot] != 0 && colors_[slots_[slot] - 1].point != p)
            slot = (slot + 1) & (slots_.size() - 1);
        return slot;
    }

    std::span<const WeightedColor> colors_;
    std::vector<std::uint32_t> slots_;  // places from 1, or 0; there are at most 2^32 - 1 colors
};

// Shifts the weights right until their total is at most Histogram::kMostPixels. A weight that would
// become 0 becomes 1.
void make_fit(std::vector<WeightedColor> &colors, Team &team) {
    const auto shifted = [](std::uint64_t weight, unsigned shift) {
        return std::max<std::uint64_t>(1, weight >> shift);
    };
    const auto fits = [&](unsigned shift) {
        std::uint64_t total = 0;  // below 2^53: see damped()
        for (const WeightedColor &color : colors) total += shifted(color.weight, shift);
        return total <= Histogram::kMostPixels;
    };
    unsigned shift = 0;
    for (; !fits(shift); ++shift) team.is_stopped();
    for (WeightedColor &color : colors) color.weight = shifted(color.weight, shift);
}

}  // namespace

unsigned protection_of(const quant_options &options) {
    return static_cast<unsigned>(std::lround(options.protect * kFullProtection));
}

bool is_weighted(const quant_options &options) {
    return !options.palette && (options.importance || protection_of(options) > 0);
}

unsigned ImportanceMap::divisor(Team *team) const {
    std::array<bool, 256> occurs{};
    Pace pace(team, width * height);
    for (std::size_t y = 0; y < height; ++y) {
        for (const std::uint8_t value : std::span(row(y), width)) occurs[value] = true;
        pace.is_stopped(width);
    }
    unsigned divisor = 0;
    for (unsigned value = 1; value < occurs.size(); ++value)
        if (occurs[value]) divisor = std::gcd(divisor, value);
    return divisor;
}

std::uint8_t ImportanceMap::most(Team *team) const {
    std::uint8_t most = 0;
    Pace pace(team, width * height);
    for (std::size_t y = 0; y < height && most < 255; ++y) {
        for (const std::uint8_t value : std::span(row(y), width)) most = std::max(most, value);
        pace.is_stopped(width);
    }
    return most;
}

std::vector<std::uint64_t> importance_of(std::span<const WeightedColor> colors,
                                         const ImageView &image, const ImportanceMap &map,
                                         Team &team) {
    const Places places(colors, team);
    std::vector<std::atomic<std::uint64_t>> sums(colors.size());
    team.is_stopped();
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        Point points[kBlockPixels];
        for (std::size_t first = range.first; first < range.last;) {
            const std::size_t x = first % map.width;
            const std::size_t count = std::min({kBlockPixels, map.width - x, range.last - first});
            const std::uint8_t *values = map.row(first / map.width) + x;
            load_points(image, first, count, points);
            for (std::size_t i = 0; i < count;) {
                const Point &color = points[i];
                std::uint64_t sum = 0;
                do sum += values[i++];
                while (i < count && points[i] == color);
                if (sum > 0) sums[places.of(color)].fetch_add(sum, std::memory_order_relaxed);
            }
            first += count;
        }
    });
    const unsigned divisor = map.divisor(&team);
    std::vector<std::uint64_t> importance;
    importance.reserve(sums.size());
    Pace pace(&team);
    for (const auto &sum : sums) {
        importance.push_back(sum / divisor);
        pace.is_stopped();
    }
    return importance;
}

// All n together are below 2^40 (pixels times importance), and so is the sum of their powers.
std::uint64_t damped(std::uint64_t n, unsigned protection) {
    constexpr double one = std::uint64_t{1} << kDampedBits;
    const double power =
        root_power(static_cast<double>(n), kFullProtection - protection, kProtectionBits);
    return static_cast<std::uint64_t>(std::llround(power * one));
}

Histogram weighted(const Histogram &histogram, const ImageView *image, const quant_options &options,
                   Team &team) {
    std::vector<WeightedColor> colors = histogram.colors(&team);
    if (options.importance) {
        const auto importance = importance_of(
            colors, *image,
            {options.importance, options.importance_stride_bytes, image->width(), image->height()},
            team);
        for (std::size_t i = 0; i < colors.size(); ++i) colors[i].weight = importance[i];
        team.is_stopped();
        std::erase_if(colors, [](const WeightedColor &color) { return color.weight == 0; });
        team.is_stopped();
    }
    if (const unsigned protection = protection_of(options); protection > 0) {
        Pace pace(&team);
        for (WeightedColor &color : colors) {
            color.weight = damped(color.weight, protection);
            pace.is_stopped();
        }
    }
    make_fit(colors, team);
    return Histogram(std::move(colors), histogram.has_alpha(), &team);
}

}  // namespace quant::core
