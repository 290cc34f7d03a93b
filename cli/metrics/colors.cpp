// Uses one bit for each of 2^24 colors if the picture has 8 bits and no alpha, and otherwise sorts
// the colors.
#include "metrics/colors.h"

#include <algorithm>
#include <vector>

#include "metrics/pixels.h"

namespace quant::cli::metrics {
namespace {

std::uint64_t count_by_bits(const Image &image, const Tick &tick) {
    std::vector<bool> seen(std::size_t{1} << 24);
    std::uint64_t count = 0;
    for (std::size_t y = 0; y < image.height; ++y) {
        if (tick) tick();
        for_each_pixel(image, y, [&](std::size_t, const Pixel &pixel) {
            const std::size_t color =
                std::size_t{pixel.r} << 16 | std::size_t{pixel.g} << 8 | pixel.b;
            if (!seen[color]) ++count;
            seen[color] = true;
        });
    }
    return count;
}

// Needs memory for about twice the distinct colors and not for every pixel, because it removes
// duplicates whenever they may be half of the list.
class SortedColors {
public:
    void add(std::uint64_t color) {
        if (!colors_.empty() && colors_.back() == color) return;
        if (colors_.size() >= limit_) {
            compact();
            limit_ = std::max(limit_, 2 * colors_.size());
        }
        colors_.push_back(color);
    }
    std::uint64_t count() {
        compact();
        return colors_.size();
    }

private:
    void compact() {
        std::sort(colors_.begin(), colors_.end());
        colors_.erase(std::unique(colors_.begin(), colors_.end()), colors_.end());
    }

    std::vector<std::uint64_t> colors_;
    std::size_t limit_ = std::size_t{1} << 20;
};

std::uint64_t count_by_sorting(const Image &image, const Tick &tick) {
    SortedColors colors;
    for (std::size_t y = 0; y < image.height; ++y) {
        if (tick) tick();
        for_each_pixel(image, y, [&](std::size_t, const Pixel &pixel) {
            const std::uint64_t color = std::uint64_t{pixel.r} << 48 |
                                        std::uint64_t{pixel.g} << 32 |
                                        std::uint64_t{pixel.b} << 16 | pixel.a;
            colors.add(pixel.a == 0 ? 0 : color);
        });
    }
    return colors.count();
}

}  // namespace

std::uint64_t distinct_colors(const Image &image, const Tick &tick) {
    const bool has_alpha = image.channels % 2 == 0;
    return image.bits == 8 && !has_alpha ? count_by_bits(image, tick)
                                         : count_by_sorting(image, tick);
}

}  // namespace quant::cli::metrics
