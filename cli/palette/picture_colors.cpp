// Collects the colors of a picture that has at most 256.
#include <array>
#include <bit>
#include <cstring>
#include <unordered_set>

#include "base/failure.h"
#include "base/signals.h"
#include "palette/codecs.h"

namespace quant::cli {
namespace {

template <typename Sample>
std::uint8_t to_8(Sample value) {
    if constexpr (sizeof(Sample) == 1) return value;
    return static_cast<std::uint8_t>((value + 128U) / 257U);
}

template <typename Sample>
Color color_at(const std::byte *pixel, unsigned channels) {
    std::array<Sample, 4> samples{};
    std::memcpy(samples.data(), pixel, channels * sizeof(Sample));
    const bool gray = channels < 3;
    const std::uint8_t alpha = channels % 2 == 0 ? to_8(samples[channels - 1]) : std::uint8_t{255};
    if (alpha == 0) return {0, 0, 0, 0};
    return {to_8(samples[0]), to_8(samples[gray ? 0 : 1]), to_8(samples[gray ? 0 : 2]), alpha};
}

template <typename Sample>
std::vector<Color> collect(const Layout &layout, std::span<const std::byte> pixels) {
    std::vector<Color> colors;
    std::unordered_set<std::uint32_t> seen;
    const std::size_t pixel_bytes = layout.channels * sizeof(Sample);
    for (std::size_t y = 0; y < layout.height; ++y) {
        signals::check();
        const std::byte *row = pixels.data() + y * layout.row_bytes();
        for (std::size_t x = 0; x < layout.width; ++x) {
            const Color color = color_at<Sample>(row + x * pixel_bytes, layout.channels);
            if (!seen.insert(std::bit_cast<std::uint32_t>(color)).second) continue;
            if (colors.size() == QUANT_MAX_COLORS)
                throw Failure("the picture has more than 256 colors (quant convert reduces them)");
            colors.push_back(color);
        }
    }
    return colors;
}

}  // namespace

std::vector<Color> colors_of_picture(const Layout &layout, std::span<const std::byte> pixels) {
    return layout.bits == 8 ? collect<std::uint8_t>(layout, pixels)
                            : collect<std::uint16_t>(layout, pixels);
}

}  // namespace quant::cli
