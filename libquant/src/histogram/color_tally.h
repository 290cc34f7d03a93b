// The colors of any number of images with their counts, in 16 bits per channel and with straight
// alpha, before they are converted to a working space. Equal pixels give equal tallies, whatever
// the order of the images and however they were spread over tallies that are added up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/color_space.h"
#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::core {

struct CountedColor {
    std::uint64_t color;  // 16 bits per channel, packed as by ImageView::load_colors()
    std::uint64_t count;  // at least 1
    friend bool operator==(const CountedColor &, const CountedColor &) = default;
};

class ColorTally {
public:
    ColorTally() = default;
    // Takes colors, which must ascend and occur once each. Throws std::length_error if they have
    // more than Histogram::kMostPixels pixels.
    explicit ColorTally(std::vector<CountedColor> colors);

    // Add the pixels of an image or of another tally. Both throw std::length_error if there would
    // be more than Histogram::kMostPixels pixels, and std::bad_alloc; the tally is then unchanged.
    void add(const ImageView &image, Team &team);
    void add(const ColorTally &other);

    std::uint64_t pixels() const { return pixels_; }

    // Returns the colors in ascending order, each once. Lets the team, if any, check meanwhile.
    std::vector<CountedColor> colors(Team *team = nullptr) const;

private:
    void check_room(std::uint64_t pixels) const;
    void push(std::vector<CountedColor> run, Team *team = nullptr);

    // Each run ascends and is more than twice as long as the next. Therefore a color is merged at
    // most about log(number of colors) times, and adding an image does not copy all colors of the
    // images before it.
    std::vector<std::vector<CountedColor>> runs_;
    std::uint64_t pixels_ = 0;
};

// Returns whether any of these colors is not opaque. They must ascend, so that such a color comes
// first.
inline bool has_alpha(std::span<const CountedColor> colors) {
    return colors.front().color >> 48 != 0xFFFF;
}

// Calls visit(first, colors, count) for blocks of straight colors, in the form that
// ColorSpace::convert() takes. Lets the team, if any, check meanwhile.
inline constexpr std::size_t kColorBlock = 1024;
template <typename Visit>
void for_each_color_block(std::span<const CountedColor> colors, Team *team, Visit &&visit) {
    std::uint64_t block[kColorBlock];
    Pace pace(team, colors.size());
    for (std::size_t first = 0; first < colors.size(); first += kColorBlock) {
        const std::size_t count = std::min(kColorBlock, colors.size() - first);
        for (std::size_t i = 0; i < count; ++i) block[i] = colors[first + i].color;
        visit(first, block, count);
        if (pace.is_stopped(count)) return;
    }
}

// Returns the histogram, in a space, of an image with these colors, of which there must be at least
// one.
Histogram histogram_of(std::span<const CountedColor> colors, const ColorSpace &space,
                       Team *team = nullptr);

// Returns a tally as bytes. Equal tallies have equal bytes on every machine. color_tally_bytes.cpp
// describes the format.
std::vector<std::uint8_t> serialized(const ColorTally &tally);

// Reads the bytes of serialized(), which need not be trusted. Returns nothing if any byte differs
// from what serialized() writes.
std::optional<ColorTally> parse_tally(std::span<const std::uint8_t> bytes);

}  // namespace quant::core
