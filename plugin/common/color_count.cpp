// Colors of 8 bits are marked in a bitmap of all that there are, and others are put into a hash
// table that grows with their number. Neighbors are often equal; a color that is that of the pixel
// before it is skipped.
#include "common/color_count.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace quant::plugin {
namespace {

// The colors of three values of 8 bits.
class ColorBitmap {
public:
    // Returns whether there is room for more colors.
    bool add(std::uint64_t color) {
        words_[color >> 6] |= std::uint64_t{1} << (color & 63);
        return true;
    }
    ColorCount count() const {
        std::size_t colors = 0;
        for (const std::uint64_t word : words_)
            colors += static_cast<std::size_t>(std::popcount(word));
        return {colors, false};
    }

private:
    std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>(std::size_t{1} << 18);
};

// At most kMostColors colors of three values of 16 bits. A color stands at the place that its hash
// names or at one of those that follow.
class ColorTable {
public:
    // Returns whether the color is in the table: false if there is no more room.
    bool add(std::uint64_t color) {
        std::uint64_t *slot = find(color + 1);
        if (*slot != 0) return true;
        if (colors_ == kMostColors) {
            has_more_ = true;
            return false;
        }
        *slot = color + 1;
        if (++colors_ * 2 > slots_.size()) grow();
        return true;
    }
    ColorCount count() const { return {colors_, has_more_}; }

private:
    // Returns the place of an entry, which is a color + 1, or the empty place where it belongs.
    std::uint64_t *find(std::uint64_t entry) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (entry * 0x9e3779b97f4a7c15U) >> shift_;
        while (slots_[at] != 0 && slots_[at] != entry) at = (at + 1) & mask;
        return &slots_[at];
    }

    void grow() {
        --shift_;
        const auto old = std::exchange(slots_, std::vector<std::uint64_t>(2 * slots_.size()));
        for (const std::uint64_t entry : old)
            if (entry != 0) *find(entry) = entry;
    }

    static constexpr int kFirstBits = 12;
    int shift_ = 64 - kFirstBits;  // leaves as many bits of a hash as the table needs
    std::vector<std::uint64_t> slots_ =
        std::vector<std::uint64_t>(std::size_t{1} << kFirstBits);  // 0 if empty
    std::size_t colors_ = 0;
    bool has_more_ = false;
};

// Adds the visible, selected pixels first to last - 1. Values become those of as many bits as the
// colors have. Returns false if there is no room for a color.
template <unsigned kColorBits, unsigned kChannels, typename Sample, typename Colors>
bool add_pixels(const Layer &layer, std::size_t first, std::size_t last, Colors &colors) {
    constexpr std::uint64_t kScale = kColorBits / 8 > sizeof(Sample) ? 257 : 1;
    const auto *pixel = reinterpret_cast<const Sample *>(layer.pixels.bytes.get());
    const std::uint8_t *selection = layer.selection.empty() ? nullptr : layer.selection.data();
    std::uint64_t before = ~std::uint64_t{0};
    for (std::size_t i = first; i < last; ++i) {
        const Sample *values = pixel + i * kChannels;
        if (kChannels % 2 == 0 && values[kChannels - 1] == 0) continue;
        if (selection && selection[i] == 0) continue;
        constexpr unsigned kGreen = kChannels < 3 ? 0 : 1;
        constexpr unsigned kBlue = kChannels < 3 ? 0 : 2;
        const std::uint64_t color = values[0] * kScale << 2 * kColorBits |
                                    values[kGreen] * kScale << kColorBits | values[kBlue] * kScale;
        if (color == before) continue;
        before = color;
        if (!colors.add(color)) return false;
    }
    return true;
}

template <unsigned kColorBits, typename Sample, typename Colors>
bool add_samples(const Layer &layer, std::size_t first, std::size_t last, Colors &colors) {
    switch (layer.pixels.channels) {
        case 1: return add_pixels<kColorBits, 1, Sample>(layer, first, last, colors);
        case 2: return add_pixels<kColorBits, 2, Sample>(layer, first, last, colors);
        case 3: return add_pixels<kColorBits, 3, Sample>(layer, first, last, colors);
        default: return add_pixels<kColorBits, 4, Sample>(layer, first, last, colors);
    }
}

// Counts in parts, between which it can be canceled.
template <typename Colors, typename Add>
ColorCount count_in(Colors colors, std::span<const Layer> layers, const Progressing &progressing,
                    Add add) {
    constexpr std::size_t kPart = std::size_t{1} << 20;
    for (const Layer &layer : layers) {
        const std::size_t pixels = layer.pixels.count();
        for (std::size_t first = 0; first < pixels; first += kPart) {
            const double done = static_cast<double>(first) / static_cast<double>(pixels);
            if (!progressing(done)) throw Canceled{};
            if (!add(layer, first, std::min(pixels, first + kPart), colors)) return colors.count();
        }
    }
    return colors.count();
}

}  // namespace

ColorCount count_colors(std::span<const Layer> layers, const Progressing &progressing) {
    const auto has_bytes = [](const Layer &layer) { return layer.pixels.bits == 8; };
    if (std::all_of(layers.begin(), layers.end(), has_bytes))
        return count_in(ColorBitmap(), layers, progressing,
                        add_samples<8, std::uint8_t, ColorBitmap>);
    return count_in(
        ColorTable(), layers, progressing,
        [&](const Layer &layer, std::size_t first, std::size_t last, ColorTable &table) {
            return has_bytes(layer) ? add_samples<16, std::uint8_t>(layer, first, last, table)
                                    : add_samples<16, std::uint16_t>(layer, first, last, table);
        });
}

}  // namespace quant::plugin
