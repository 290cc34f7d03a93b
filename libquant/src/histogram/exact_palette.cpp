// Looks up pixels in a hash table, a group of sixteen at a time: a group of one color at once, and
// each pixel of another group. Where runs of equal pixels end cannot be predicted, so that it would
// take longer to find them.
#include "histogram/exact_palette.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>

namespace quant::core {
namespace {

// Fewer pixels than this are not worth a thread.
inline constexpr std::size_t kLeastExactPixels = std::size_t{1} << 16;

// Calls visit(colors, first, count) for blocks of pixels until it returns false.
template <typename Visit>
void for_each_block_of_colors(const ImageView &image, Range pixels, Visit &&visit) {
    std::array<std::uint64_t, kBlockPixels> colors;
    for (std::size_t first = pixels.first; first < pixels.last; first += kBlockPixels) {
        const std::size_t count = std::min(kBlockPixels, pixels.last - first);
        image.load_colors(first, count, colors.data());
        if (!visit(colors.data(), first, count)) return;
    }
}

// Calls same(first, count) for groups of pixels that all have the color of the pixel before them,
// and differ(first, count) for all others.
template <typename Same, typename Differ>
void for_each_group(const std::uint64_t *colors, std::size_t count, Same &&same, Differ &&differ) {
    constexpr std::size_t kGroup = 16;
    for (std::size_t first = 0; first < count; first += kGroup) {
        const std::size_t some = std::min(kGroup, count - first);
        std::uint64_t difference = first == 0 || some < kGroup ? 1 : 0;
        if (difference == 0)
            for (std::size_t i = 0; i < kGroup; ++i)
                difference |= colors[first + i] ^ colors[first - 1];
        if (difference == 0) {
            same(first, some);
        } else {
            differ(first, some);
        }
    }
}

// The colors that one thread has found, with their counts and their first pixels.
struct Found {
    ColorTable table;
    std::vector<std::uint64_t> counts, first_pixels;

    // Counts some pixels of a color. Returns false if it is one too many.
    bool add(std::uint64_t color, std::uint64_t count, std::uint64_t pixel, std::size_t most) {
        const auto index = table.insert(color, most);
        if (!index) return false;
        if (*index == counts.size()) {
            counts.push_back(0);
            first_pixels.push_back(pixel);
        }
        counts[*index] += count;
        first_pixels[*index] = std::min(first_pixels[*index], pixel);
        return true;
    }

    // Counts a block of pixels, in which a new color is rare. Returns false if there is a color too
    // many.
    bool count(const std::uint64_t *colors, std::size_t first, std::size_t count,
               std::size_t most) {
        // Neighbors often have the same color, and then an addition would wait for the one before
        // it. Therefore pixels use two tables in turn.
        std::array<std::array<std::uint32_t, 256>, 2> sums{};
        std::uint8_t last = 0;
        bool fit = true;
        for_each_group(
            colors, count,
            [&](std::size_t, std::size_t some) {
                sums[0][last] += static_cast<std::uint32_t>(some);
            },
            [&](std::size_t from, std::size_t some) {
                for (std::size_t i = from; i < from + some; ++i) {
                    if (!table.has(colors[i])) [[unlikely]]
                        fit = fit && add(colors[i], 0, first + i, most);
                    if (!fit) return;
                    last = table.find(colors[i]);
                    ++sums[i % 2][last];
                }
            });
        for (std::size_t k = 0; k < counts.size(); ++k)
            counts[k] += std::uint64_t{sums[0][k]} + sums[1][k];
        return fit;
    }

    // Returns the colors in the order of their first pixels.
    ExactPalette in_order() const {
        std::vector<std::size_t> from(counts.size());
        std::iota(from.begin(), from.end(), std::size_t{0});
        std::ranges::sort(from, {}, [&](std::size_t i) { return first_pixels[i]; });
        ExactPalette palette;
        for (const std::size_t i : from) {
            palette.table.insert(table.colors()[i], from.size());
            palette.counts.push_back(counts[i]);
        }
        return palette;
    }
};

// Reads pixels on several threads until these have found more than `most` colors together.
class Scan {
public:
    Scan(const ImageView &image, std::size_t most, unsigned workers)
        : image_(image), most_(most), found_(workers) {}

    // Reads pixels after those that the worker has read.
    void read(Range pixels, unsigned worker) {
        Found &found = found_[worker];
        const std::size_t known = found.counts.size();
        for_each_block_of_colors(
            image_, pixels, [&](const std::uint64_t *colors, std::size_t first, std::size_t count) {
                if (!found.count(colors, first, count, most_)) too_many_ = true;
                return !too_many_;
            });
        if (found_.size() == 1) return;
        // Whether the union of some sets is too large does not depend on which thread is the first.
        const std::lock_guard lock(mutex_);
        for (std::size_t i = known; i < found.counts.size(); ++i)
            if (!all_.insert(found.table.colors()[i], most_)) too_many_ = true;
    }

    bool is_over() const { return too_many_; }

    std::optional<ExactPalette> result() const {
        if (too_many_) return std::nullopt;
        Found all;
        for (const Found &found : found_)
            for (std::size_t i = 0; i < found.counts.size(); ++i)
                all.add(found.table.colors()[i], found.counts[i], found.first_pixels[i], most_);
        return all.in_order();
    }

private:
    const ImageView &image_;
    std::size_t most_;
    std::vector<Found> found_;
    std::atomic<bool> too_many_{false};
    std::mutex mutex_;
    ColorTable all_;
};

// Returns whether some pixels, spread over the image, have more than `most` colors, as those of
// most images have, even of one that begins with a plain sky.
bool has_more_in_a_sample(const ImageView &image, std::size_t most) {
    constexpr std::size_t kRuns = 64, kRun = 64;
    if (image.pixels() < kRuns * kRun) return false;
    ColorTable table;
    std::array<std::uint64_t, kRun> colors;
    for (std::size_t run = 0; run < kRuns; ++run) {
        image.load_colors(part_of(image.pixels(), run, kRuns).first, kRun, colors.data());
        for (const std::uint64_t color : colors)
            if (!table.insert(color, most)) return true;
    }
    return false;
}

// `out` is declared not to alias anything; otherwise the compiler would have to assume that each
// byte written changes the table.
void look_up(const ColorTable &table, const std::array<std::uint8_t, 256> &order,
             const std::uint64_t *colors, std::size_t count, std::uint8_t *__restrict out) {
    for_each_group(
        colors, count,
        [&](std::size_t first, std::size_t some) {
            std::fill_n(out + first, some, out[first - 1]);
        },
        [&](std::size_t first, std::size_t some) {
            for (std::size_t i = first; i < first + some; ++i)
                out[i] = order[table.find(colors[i])];
        });
}

}  // namespace

std::optional<std::uint8_t> ColorTable::insert(std::uint64_t color, std::size_t most) {
    Slot &slot = slots_[slot_of(color)];
    if (slot.color == color) return slot.index;
    if (colors_.size() == most) return std::nullopt;
    slot = {color, static_cast<std::uint8_t>(colors_.size())};
    colors_.push_back(color);
    return slot.index;
}

std::optional<ExactPalette> find_exact_palette(const ImageView &image, std::size_t most,
                                               Team &team) {
    if (has_more_in_a_sample(image, most)) return std::nullopt;
    const unsigned workers = team.workers_for(image.pixels(), kLeastExactPixels);
    Scan scan(image, most, workers);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned worker) {
        if (!scan.is_over()) scan.read(range, worker);
    });
    return scan.result();
}

void map_exact(const ImageView &image, const ColorTable &table,
               const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *indices) {
    const unsigned workers = team.workers_for(image.pixels(), kLeastExactPixels);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        for_each_block_of_colors(
            image, range, [&](const std::uint64_t *colors, std::size_t first, std::size_t count) {
                look_up(table, order, colors, count, indices + first);
                return true;
            });
    });
}

}  // namespace quant::core
