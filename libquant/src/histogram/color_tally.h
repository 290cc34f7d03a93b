// The colors of any number of images with their counts, as they are: of 16 bits a channel and with
// straight alpha, before any working space. Whatever order images come in, and however they were
// spread over tallies that are added up, equal pixels make equal tallies.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "color/color_space.h"
#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::core {

struct CountedColor {
    std::uint64_t color;  // as of ImageView::load_colors() for 16 bits
    std::uint64_t count;  // at least 1
    friend bool operator==(const CountedColor &, const CountedColor &) = default;
};

class ColorTally {
public:
    ColorTally() = default;
    // Of colors that ascend, each once.
    explicit ColorTally(std::vector<CountedColor> colors);

    // Both throw std::length_error if there would be more pixels than Histogram::kMostPixels, and
    // std::bad_alloc; nothing is added then.
    void add(const ImageView &image, unsigned threads);
    void add(const ColorTally &other);

    std::uint64_t pixels() const { return pixels_; }

    // Ascending, each once.
    std::vector<CountedColor> colors() const;

private:
    void check_room(std::uint64_t pixels) const;
    void push(std::vector<CountedColor> run);

    // Each run ascends, and is more than twice as long as the next: so a color is merged some
    // log(number of colors) times at most, and no image pays for all those before it.
    std::vector<std::vector<CountedColor>> runs_;
    std::uint64_t pixels_ = 0;
};

// Whether any of these colors, which ascend, is not opaque: it would be the first.
inline bool has_alpha(std::span<const CountedColor> colors) {
    return colors.front().color >> 48 != 0xFFFF;
}

// Calls visit(first, colors, count) for blocks of straight colors, as ColorSpace::convert() takes
// them.
inline constexpr std::size_t kColorBlock = 1024;
template <typename Visit>
void for_each_color_block(std::span<const CountedColor> colors, Visit &&visit) {
    std::uint64_t block[kColorBlock];
    for (std::size_t first = 0; first < colors.size(); first += kColorBlock) {
        const std::size_t count = std::min(kColorBlock, colors.size() - first);
        for (std::size_t i = 0; i < count; ++i) block[i] = colors[first + i].color;
        visit(first, block, count);
    }
}

// The histogram of an image with these colors in a space. There must be some.
Histogram histogram_of(std::span<const CountedColor> colors, const ColorSpace &space);

// Equal tallies have equal bytes, on every machine. color_tally_bytes.cpp describes them.
std::vector<std::uint8_t> serialized(const ColorTally &tally);

// The bytes are not trusted: nothing if they are not what serialized() writes, to the last one.
std::optional<ColorTally> parse_tally(std::span<const std::uint8_t> bytes);

}  // namespace quant::core
