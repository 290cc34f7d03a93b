// Keeps sorted runs of colors and merges them. 8-bit images without alpha in sRGB are counted by a
// histogram, all others by sorting their colors run by run.
#include "histogram/color_tally.h"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <utility>

#include "base/sort.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kRunPixels = std::size_t{1} << 19;

// The 8-bit value v is 257 v in 16 bits.
inline constexpr std::uint64_t kPromotion = 257;

std::vector<CountedColor> sum_of(const std::vector<CountedColor> &a,
                                 const std::vector<CountedColor> &b, Team *team) {
    std::vector<CountedColor> sum;
    sum.reserve(a.size() + b.size());
    auto left = a.begin(), right = b.begin();
    Pace pace(team, a.size() + b.size());
    while (left != a.end() && right != b.end()) {
        if (left->color == right->color) {
            sum.push_back({left->color, left->count + right->count});
            ++left, ++right;
        } else {
            sum.push_back(left->color < right->color ? *left++ : *right++);
        }
        pace.is_stopped();
    }
    for (; left != a.end(); pace.is_stopped()) sum.push_back(*left++);
    for (; right != b.end(); pace.is_stopped()) sum.push_back(*right++);
    return sum;
}

std::vector<CountedColor> count_by_sorting(const ImageView &image, Range pixels, Team &team) {
    std::vector<std::uint64_t> colors(pixels.size());
    image.load_colors(pixels.first, pixels.size(), colors.data());
    if (team.is_stopped()) return {};
    Pace pace(&team);
    sort_with_checks(std::span(colors), std::less<>(), pace);
    const std::uint64_t factor = image.bits() == 8 ? kPromotion : 1;
    std::vector<CountedColor> run;
    for (const std::uint64_t color : colors) {
        if (run.empty() || run.back().color != color * factor) run.push_back({color * factor, 0});
        ++run.back().count;
    }
    return run;
}

// Counts the colors of an image with has_byte_points(), whose histogram does not sort pixels.
std::vector<CountedColor> count_by_histogram(const ImageView &image, Team &team) {
    const Histogram histogram(image, team);
    std::vector<CountedColor> run;
    run.reserve(histogram.unique_colors());
    // A color may have several entries, which follow one another.
    histogram.for_each_block(
        [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                std::uint64_t color = 255ULL << 48;
                for (unsigned d = 0; d < 3; ++d)
                    color |= static_cast<std::uint64_t>(points[i].x[d] / kPointScale) << 16 * d;
                color *= kPromotion;
                if (run.empty() || run.back().color != color) run.push_back({color, 0});
                run.back().count += weights[i];
            }
        },
        &team);
    Pace pace(&team);
    const auto is_lower = [](const CountedColor &a, const CountedColor &b) {
        return a.color < b.color;
    };
    sort_with_checks(std::span(run), is_lower, pace);
    return run;
}

}  // namespace

ColorTally::ColorTally(std::vector<CountedColor> colors) {
    for (const CountedColor &color : colors) {
        check_room(color.count);
        pixels_ += color.count;
    }
    push(std::move(colors));
}

void ColorTally::check_room(std::uint64_t pixels) const {
    if (pixels > Histogram::kMostPixels - pixels_) throw std::length_error("too many pixels");
}

void ColorTally::push(std::vector<CountedColor> run, Team *team) {
    // All operations that can fail come before the first change.
    std::size_t kept = runs_.size();
    runs_.reserve(kept + 1);
    while (kept > 0 && runs_[kept - 1].size() <= 2 * run.size())
        run = sum_of(runs_[--kept], run, team);
    runs_.resize(kept);
    runs_.push_back(std::move(run));
}

void ColorTally::add(const ImageView &image, Team &team) {
    check_room(image.pixels());
    if (image.has_byte_points()) {
        push(count_by_histogram(image, team), &team);
    } else {
        const std::size_t parts = (image.pixels() + kRunPixels - 1) / kRunPixels;
        std::vector<std::vector<CountedColor>> runs(parts);
        const unsigned workers = team.workers_for(parts, 1);
        team.share(parts, workers, [&](std::size_t part, unsigned) {
            runs[part] = count_by_sorting(image, part_of(image.pixels(), part, parts), team);
        });
        ColorTally tally;
        for (auto &run : runs) tally.push(std::move(run), &team);
        push(tally.colors(&team), &team);
    }
    pixels_ += image.pixels();
}

void ColorTally::add(const ColorTally &other) {
    check_room(other.pixels_);
    push(other.colors());
    pixels_ += other.pixels_;
}

std::vector<CountedColor> ColorTally::colors(Team *team) const {
    std::vector<CountedColor> all;
    for (std::size_t i = runs_.size(); i > 0; --i) all = sum_of(runs_[i - 1], all, team);
    return all;
}

Histogram histogram_of(std::span<const CountedColor> colors, const ColorSpace &space, Team *team) {
    std::vector<WeightedColor> weighted;
    weighted.reserve(colors.size());
    for_each_color_block(colors, team,
                         [&](std::size_t first, const std::uint64_t *block, std::size_t count) {
                             std::array<Point, kColorBlock> points;
                             space.convert(block, count, 16, has_alpha(colors), points.data());
                             for (std::size_t i = 0; i < count; ++i)
                                 weighted.push_back({points[i], colors[first + i].count});
                         });
    return Histogram(std::move(weighted), has_alpha(colors), team);
}

}  // namespace quant::core
