// Looks up each run of equal pixels in a hash table, and gives up at the first color too many.
#include "histogram/exact_palette.h"

#include <algorithm>

namespace quant::core {
namespace {

// Calls visit(color, length) for runs of equal colors, in the order of the pixels, until it returns
// false or the work is to end.
template <typename Visit>
void for_each_run_of_color(const ImageView &image, Range pixels, Pace pace, Visit &&visit) {
    std::array<std::uint64_t, kBlockPixels> colors;
    for (std::size_t first = pixels.first; first < pixels.last; first += kBlockPixels) {
        const std::size_t count = std::min(kBlockPixels, pixels.last - first);
        image.load_colors(first, count, colors.data());
        for (std::size_t i = 0; i < count;) {
            std::size_t end = i + 1;
            while (end < count && colors[end] == colors[i]) ++end;
            if (!visit(colors[i], end - i)) return;
            i = end;
        }
        if (pace.is_stopped(count)) return;
    }
}

}  // namespace

std::size_t ColorTable::slot_of(std::uint64_t color) const {
    // Fibonacci hashing (Knuth 1973): the top bits of the product with 2^64 / golden ratio.
    std::size_t slot = color * 0x9E3779B97F4A7C15U >> 54;
    while (slots_[slot].used && slots_[slot].color != color) slot = (slot + 1) % slots_.size();
    return slot;
}

std::optional<std::uint8_t> ColorTable::insert(std::uint64_t color, std::size_t most) {
    Slot &slot = slots_[slot_of(color)];
    if (slot.used) return slot.index;
    if (colors_.size() == most) return std::nullopt;
    slot = {color, static_cast<std::uint8_t>(colors_.size()), true};
    colors_.push_back(color);
    return slot.index;
}

std::optional<ExactPalette> find_exact_palette(const ImageView &image, std::size_t most,
                                               Team *team) {
    ExactPalette palette;
    palette.counts.assign(most, 0);
    bool few = true;
    for_each_run_of_color(image, {0, image.pixels()}, Pace(team, image.pixels()),
                          [&](std::uint64_t color, std::size_t run) {
                              const auto index = palette.table.insert(color, most);
                              few = index.has_value();
                              if (few) palette.counts[*index] += run;
                              return few;
                          });
    if (!few) return std::nullopt;
    palette.counts.resize(palette.table.colors().size());
    return palette;
}

void map_exact(const ImageView &image, const ColorTable &table,
               const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *indices) {
    const unsigned workers = threads_for(image.pixels(), 1U << 16, team.size());
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        std::uint8_t *out = indices + range.first;
        for_each_run_of_color(image, range, Pace(nullptr),
                              [&](std::uint64_t color, std::size_t run) {
                                  out = std::fill_n(out, run, order[table.find(color)]);
                                  return true;
                              });
    });
}

}  // namespace quant::core
