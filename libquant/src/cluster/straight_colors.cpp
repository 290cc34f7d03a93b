// Counts the colors of the pixels that have one of a few points.
#include "cluster/straight_colors.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "simd/load_points.h"

namespace quant::core {
namespace {

// The points that are looked up.
class Wanted {
public:
    explicit Wanted(std::span<const Point> points) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            places_.emplace_back(point_key(points[i]), i);
            may_be_[bucket_of(points[i])] = true;
        }
        std::ranges::sort(places_);
    }

    // Calls found(place) if a point is one of them.
    template <typename Found>
    void find(const Point &point, Found &&found) const {
        if (!may_be_[bucket_of(point)]) return;
        const auto key = point_key(point);
        const auto at = std::ranges::lower_bound(places_, key, {}, &Place::first);
        if (at != places_.end() && at->first == key) found(at->second);
    }

private:
    using Place = std::pair<std::uint64_t, std::size_t>;  // a key, and the index of the point

    static constexpr unsigned kBucketBits = 12;

    // Fibonacci hashing, as in ColorTable.
    static std::size_t bucket_of(const Point &point) {
        return point_key(point) * 0x9E3779B97F4A7C15U >> (64 - kBucketBits);
    }

    std::vector<Place> places_;
    std::array<bool, std::size_t{1} << kBucketBits> may_be_{};
};

// The number of pixels of each color, by the index of its point.
using Counts = std::map<std::pair<std::size_t, std::uint64_t>, std::uint64_t>;

void count_pixels(const ImageView &image, const Wanted &wanted, Range pixels, Counts &counts) {
    std::uint64_t colors[kBlockPixels];
    for_each_block_of_points(image, pixels,
                             [&](const Point *points, std::size_t first, std::size_t count) {
                                 image.load_colors(first, count, colors);
                                 // A flat area has long runs of one color.
                                 for (std::size_t i = 0; i < count;) {
                                     std::size_t end = i + 1;
                                     while (end < count && colors[end] == colors[i]) ++end;
                                     wanted.find(points[i], [&](std::size_t place) {
                                         counts[{place, colors[i]}] += end - i;
                                     });
                                     i = end;
                                 }
                             });
}

Counts counts_in(const ImageView &image, const Wanted &wanted, Team &team) {
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    std::vector<Counts> parts(workers);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range pixels, unsigned worker) {
        if (!team.is_stopped()) count_pixels(image, wanted, pixels, parts[worker]);
    });
    for (unsigned worker = 1; worker < workers; ++worker)
        for (const auto &[color, count] : parts[worker]) parts[0][color] += count;
    return std::move(parts[0]);
}

Counts counts_in(std::span<const CountedColor> counted, const ColorSpace &space,
                 const Wanted &wanted, bool has_alpha, Team &team) {
    Counts counts;
    for_each_color_block(counted, &team,
                         [&](std::size_t first, const std::uint64_t *block, std::size_t count) {
                             std::array<Point, kColorBlock> points;
                             space.convert(block, count, 16, has_alpha, points.data());
                             for (std::size_t i = 0; i < count; ++i)
                                 wanted.find(points[i], [&](std::size_t place) {
                                     counts[{place, block[i]}] += counted[first + i].count;
                                 });
                         });
    return counts;
}

}  // namespace

void look_up(const StraightColors &straight, std::span<const Point> points, bool has_alpha,
             Team &team, std::span<quant_color16> colors) {
    const Wanted wanted(points);
    const Counts counts =
        straight.image ? counts_in(*straight.image, wanted, team)
                       : counts_in(straight.counted, *straight.space, wanted, has_alpha, team);
    const std::uint64_t scale = straight.image && straight.image->bits() == 8 ? 257 : 1;
    std::vector<std::uint64_t> most(points.size());
    for (const auto &[color, count] : counts) {
        const auto place = color.first;
        if (count <= most[place]) continue;
        most[place] = count;
        const std::uint64_t packed = color.second;
        const auto channel = [&](unsigned c) {
            return static_cast<std::uint16_t>((packed >> 16 * c & 0xFFFF) * scale);
        };
        colors[place] = {channel(0), channel(1), channel(2), channel(3)};
    }
}

}  // namespace quant::core
