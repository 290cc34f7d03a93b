// Ordered dithering for any palette. Each color of the image gets a mix of up to four entries (five
// with alpha) whose mean it is, sorted from dark to bright. The threshold at the position of a
// pixel decides which of them the pixel gets. Pixels do not depend on each other.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

#include "map/color_mix.h"
#include "map/dither.h"
#include "map/threshold_mask.h"

namespace quant::core {
namespace {

// The entries of a mix and the bounds between their shares, which are multiples of the distance
// between two thresholds.
struct Parts {
    std::array<std::uint8_t, kMixEntries> entries{};
    std::array<std::uint16_t, kMixEntries - 1> bounds{};

    // Returns the entry of the first part whose bound is above the threshold.
    std::uint8_t at(std::uint16_t threshold) const {
        std::size_t part = 0;
        for (const std::uint16_t bound : bounds) part += threshold >= bound ? 1U : 0U;
        return entries[part];
    }
};

// Returns a number that is roughly luma; a more opaque color counts as brighter.
int brightness_of(const Point &point) {
    return 2 * point.x[0] + 5 * point.x[1] + point.x[2] + point.x[3];
}

// Finds the parts of colors, and keeps those of the last colors, because a picture has many pixels
// of each.
class Mixer {
public:
    Mixer(const MixFinder &finder, const DitherPalette &palette, const ThresholdMask &mask,
          std::size_t pixels)
        : finder_(finder),
          palette_(palette),
          levels_(static_cast<int>(mask.levels())),
          slot_bits_(std::clamp(static_cast<unsigned>(std::bit_width(pixels / 4)), 8U, 18U)),
          slots_(std::size_t{1} << slot_bits_) {}

    const Parts &parts_of(const Point &p) {
        const std::uint64_t key = point_key(p);
        // Fibonacci hashing, as in ColorTable.
        Slot &slot = slots_[key * 0x9E3779B97F4A7C15U >> (64 - slot_bits_)];
        if (slot.key != key) slot = {key, find(p)};
        return slot.parts;
    }

private:
    using Levels = std::array<int, kMixEntries>;

    Parts find(const Point &p) const;
    void sort(ColorMix &mix) const;
    Levels round(const ColorMix &mix, const Point &p) const;
    double error_of(const ColorMix &mix, const Levels &ends, const Point &p) const;

    struct Slot {
        std::uint64_t key = ~std::uint64_t{0};  // no point has this key
        Parts parts;
    };

    const MixFinder &finder_;
    const DitherPalette &palette_;
    int levels_;
    unsigned slot_bits_;
    std::vector<Slot> slots_;
};

void Mixer::sort(ColorMix &mix) const {
    for (std::size_t i = 1; i < mix.size; ++i) {
        const std::uint8_t entry = mix.entries[i];
        const double share = mix.shares[i];
        std::size_t at = i;
        for (; at > 0; --at) {
            const int before = brightness_of(palette_.points[mix.entries[at - 1]]);
            const int own = brightness_of(palette_.points[entry]);
            if (before < own || (before == own && mix.entries[at - 1] < entry)) break;
            mix.entries[at] = mix.entries[at - 1];
            mix.shares[at] = mix.shares[at - 1];
        }
        mix.entries[at] = entry;
        mix.shares[at] = share;
    }
}

// Returns the largest error of a coordinate of the mean, times the number of levels.
double Mixer::error_of(const ColorMix &mix, const Levels &ends, const Point &p) const {
    double most = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        int sum = -levels_ * p.x[d], begin = 0;
        for (std::size_t i = 0; i < mix.size; ++i) {
            sum += (ends[i] - begin) * palette_.points[mix.entries[i]].x[d];
            begin = ends[i];
        }
        most = std::max(most, std::abs(double(sum)));
    }
    return most;
}

// Returns at which level each share ends. Of few levels, each end is rounded up or down such that
// the mean is nearest to the color.
Mixer::Levels Mixer::round(const ColorMix &mix, const Point &p) const {
    constexpr int kManyLevels = 1024;
    Levels ends{}, down{};
    double end = 0;
    const std::size_t inner = mix.size - 1;
    for (std::size_t i = 0; i < inner; ++i) {
        end += mix.shares[i] * levels_;
        down[i] = std::min(static_cast<int>(end), levels_);
        ends[i] = std::min(static_cast<int>(std::lround(end)), levels_);
    }
    ends[inner] = down[inner] = levels_;
    if (levels_ >= kManyLevels || inner == 0) return ends;
    double least = error_of(mix, ends, p);
    for (unsigned up = 0; up < 1U << inner; ++up) {
        Levels tried = down;
        bool is_ordered = true;
        for (std::size_t i = 0; i < inner; ++i) {
            tried[i] = std::min(tried[i] + static_cast<int>(up >> i & 1U), levels_);
            is_ordered &= i == 0 || tried[i] >= tried[i - 1];
        }
        const double error = is_ordered ? error_of(mix, tried, p) : least;
        if (error >= least) continue;
        least = error;
        ends = tried;
    }
    return ends;
}

Parts Mixer::find(const Point &p) const {
    ColorMix mix = finder_.mix_of(p);
    sort(mix);
    const Levels ends = round(mix, p);
    Parts parts;
    for (std::size_t i = 0; i < kMixEntries; ++i) {
        const std::size_t part = std::min(i, mix.size - 1);
        parts.entries[i] = mix.entries[part];
        if (i == kMixEntries - 1) break;
        // The last bound is above every threshold.
        const std::int64_t bound = std::int64_t{ThresholdMask::kOne} * ends[part] / levels_;
        parts.bounds[i] =
            static_cast<std::uint16_t>(std::min<std::int64_t>(bound, ThresholdMask::kOne - 1));
    }
    return parts;
}

}  // namespace

void dither_ordered(const ImageView &image, const DitherPalette &palette,
                    const DitherMethod &method, Team &team, std::uint8_t *indices) {
    const ThresholdMask &mask = method.dither == QUANT_DITHER_BAYER
                                    ? ThresholdMask::bayer(method.bayer_side)
                                    : ThresholdMask::blue_noise();
    const MixFinder finder(palette, method.strength, image.has_alpha());
    const unsigned workers = team.workers_for(image.pixels(), kLeastDithered);
    // Each worker keeps the mixes of its last colors.
    std::vector<std::optional<Mixer>> mixers(workers);
    team.share_ranges(image.pixels(), kLeastDithered, workers, [&](Range range, unsigned worker) {
        if (!mixers[worker])
            mixers[worker].emplace(finder, palette, mask, image.pixels() / workers);
        Point points[kBlockPixels];
        for (std::size_t first = range.first; first < range.last;) {
            const std::size_t x = first % image.width();
            const std::size_t count =
                std::min({kBlockPixels, image.width() - x, range.last - first});
            palette.space.load_points(image, first, count, points);
            const std::uint16_t *thresholds = mask.row(first / image.width());
            std::uint8_t *out = indices + first;
            for (std::size_t i = 0; i < count; ++i)
                out[i] = mixers[worker]->parts_of(points[i]).at(
                    thresholds[(x + i) % ThresholdMask::kSide]);
            first += count;
        }
    });
}

}  // namespace quant::core
