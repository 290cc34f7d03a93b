// Ordered dithering for any palette. Each color of the image gets a mix of up to four entries with
// shares, sorted from dark to bright. The threshold at the position of a pixel decides which of
// them the pixel gets. Pixels do not depend on each other.
//
// The mix minimizes (1 - lambda) |p - mean|^2 + lambda sum of share |entry - p|^2. The first term
// is the error of the mean; the second is the distance of the entries from the color, which is the
// visible noise. The mix is found by Frank and Wolfe's method ("An algorithm for quadratic
// programming", 1956). The entry toward which the sum falls most steeply is the entry nearest to
// p + g (p - mean), where g = 1 / lambda - 1. The three steps use 2, 4 and 8 for g, so that nearer
// entries are tried first.
#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "map/dither.h"
#include "map/threshold_mask.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kParts = 4;

// A thread takes about this many pixels at a time; fewer are not worth a thread.
inline constexpr std::size_t kLeastDithered = std::size_t{1} << 14;

// The entries of a mix and the bounds between their shares. at() returns the entry of the first
// part whose bound is above the threshold.
struct Mix {
    std::array<std::uint8_t, kParts> entries{};
    std::array<std::uint16_t, kParts - 1> bounds{};

    std::uint8_t at(std::uint16_t threshold) const {
        std::size_t part = 0;
        for (const std::uint16_t bound : bounds) part += threshold >= bound ? 1U : 0U;
        return entries[part];
    }
};

inline constexpr std::int64_t kOne = ThresholdMask::kOne;

// The parts of a mix that is being made, sorted from dark to bright.
class Parts {
public:
    void add(const Point &point, std::uint8_t entry, std::int64_t share) {
        for (std::size_t i = 0; i < size_; ++i) parts_[i].share -= parts_[i].share * share / kOne;
        // This is roughly luma; a more opaque color counts as brighter.
        const int brightness = 2 * point.x[0] + 5 * point.x[1] + point.x[2] + point.x[3];
        std::size_t at = size_++;
        for (; at > 0 && parts_[at - 1].brightness > brightness; --at) parts_[at] = parts_[at - 1];
        parts_[at] = {entry, brightness, share};
    }

    Mix mix() const {
        Mix mix;
        std::int64_t bound = 0;
        for (std::size_t i = 0; i < kParts; ++i) {
            mix.entries[i] = parts_[std::min(i, size_ - 1)].entry;
            if (i == kParts - 1) break;
            // The bound of the last part is above every threshold, however its share was rounded.
            bound = i + 1 < size_ ? bound + parts_[i].share : kOne;
            mix.bounds[i] = static_cast<std::uint16_t>(std::min(bound, kOne - 1));
        }
        return mix;
    }

private:
    struct Part {
        std::uint8_t entry;
        int brightness;
        std::int64_t share;  // in units of 1 / kOne
    };
    std::array<Part, kParts> parts_{};
    std::size_t size_ = 0;
};

// Finds the mixes of colors, and keeps those of the last colors, because a picture has many pixels
// of each.
class Mixer {
public:
    Mixer(const DitherPalette &palette, int strength, std::size_t pixels)
        : palette_(palette),
          slot_bits_(std::clamp(static_cast<unsigned>(std::bit_width(pixels / 4)), 8U, 16U)),
          slots_(std::size_t{1} << slot_bits_) {
        // lambda is 1 at strength 0, where only the noise counts, and 1/16 at full strength.
        const int weakness = kFullStrength - strength;
        lambda_ = (kFullStrength + 15 * weakness * weakness / kFullStrength) / 16;
    }

    const Mix &mix_of(const Point &p) {
        const std::uint64_t key = point_key(p);
        // Fibonacci hashing, as in ColorTable.
        Slot &slot = slots_[key * 0x9E3779B97F4A7C15U >> (64 - slot_bits_)];
        if (slot.key != key) slot = {key, find_mix(p)};
        return slot.mix;
    }

private:
    Mix find_mix(const Point &p) const;

    struct Slot {
        std::uint64_t key = ~std::uint64_t{0};  // no point has this key
        Mix mix;
    };

    const DitherPalette &palette_;
    unsigned slot_bits_;
    std::vector<Slot> slots_;
    std::int64_t lambda_;  // in units of 1 / kFullStrength
};

// Returns p + gain * (p - mean), clamped to the cube.
Point overshoot(const Point &p, const Point &mean, int gain) {
    Point result{};
    for (std::size_t d = 0; d < kDimensions; ++d)
        result.x[d] = static_cast<std::int16_t>(
            std::clamp(p.x[d] + gain * (p.x[d] - mean.x[d]), 0, kPointMax));
    return result;
}

Mix Mixer::find_mix(const Point &p) const {
    const std::uint8_t nearest = palette_.nearest(p);
    Point mean = palette_.points[nearest];
    std::int64_t noise = squared_distance(mean, p);
    // An opaque pixel gets no entry that is more transparent than its nearest one.
    const std::int16_t least_alpha = p.x[3] == kPointMax ? mean.x[3] : std::int16_t{0};
    Parts parts;
    parts.add(mean, nearest, kOne);
    for (const int gain : {2, 4, 8}) {
        const std::uint8_t entry = palette_.nearest(overshoot(p, mean, gain));
        const Point &point = palette_.points[entry];
        // Moves the mean toward the entry until the sum would rise again.
        std::int64_t along = 0, squared = 0;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const std::int64_t step = point.x[d] - mean.x[d];
            along += step * (p.x[d] - mean.x[d]);
            squared += step * step;
        }
        const std::int64_t noise_of_entry = squared_distance(point, p);
        const std::int64_t gained =
            2 * (kFullStrength - lambda_) * along - lambda_ * (noise_of_entry - noise);
        if (gained <= 0 || point.x[3] < least_alpha) continue;
        const std::int64_t whole = 2 * (kFullStrength - lambda_) * squared;
        const std::int64_t share = gained < whole ? gained * kOne / whole : kOne;
        parts.add(point, entry, share);
        for (std::size_t d = 0; d < kDimensions; ++d)
            mean.x[d] =
                static_cast<std::int16_t>(mean.x[d] + (point.x[d] - mean.x[d]) * share / kOne);
        noise += (noise_of_entry - noise) * share / kOne;
    }
    return parts.mix();
}

}  // namespace

void dither_ordered(const ImageView &image, const DitherPalette &palette,
                    const DitherMethod &method, Team &team, std::uint8_t *indices) {
    const ThresholdMask &mask = ThresholdMask::of(method.dither);
    const unsigned workers = team.workers_for(image.pixels(), kLeastDithered);
    // Each worker keeps the mixes of its last colors.
    std::vector<std::optional<Mixer>> mixers(workers);
    team.share_ranges(image.pixels(), kLeastDithered, workers, [&](Range range, unsigned worker) {
        if (!mixers[worker])
            mixers[worker].emplace(palette, method.strength, image.pixels() / workers);
        Point points[kBlockPixels];
        for (std::size_t first = range.first; first < range.last;) {
            const std::size_t x = first % image.width();
            const std::size_t count =
                std::min({kBlockPixels, image.width() - x, range.last - first});
            palette.space.load_points(image, first, count, points);
            const std::uint16_t *thresholds = mask.row(first / image.width());
            std::uint8_t *out = indices + first;
            for (std::size_t i = 0; i < count; ++i)
                out[i] = mixers[worker]->mix_of(points[i]).at(
                    thresholds[(x + i) % ThresholdMask::kSide]);
            first += count;
        }
    });
}

}  // namespace quant::core
