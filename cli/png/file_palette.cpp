// Arranges the entries of a palette for a file.
#include "png/file_palette.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace quant::cli {

FilePalette arrange_palette(std::span<const Color> palette) {
    FilePalette result;
    for (const bool opaque : {false, true})
        for (std::size_t i = 0; i < palette.size(); ++i) {
            const Color &color = palette[i];
            if ((color.a == 255) != opaque) continue;
            const auto same = [&color](const Color &other) {
                return std::tie(color.r, color.g, color.b, color.a) ==
                       std::tie(other.r, other.g, other.b, other.a);
            };
            const auto found = std::find_if(result.colors.begin(), result.colors.end(), same);
            result.index.at(i) = static_cast<std::uint8_t>(found - result.colors.begin());
            if (found == result.colors.end()) result.colors.push_back(color);
        }
    return result;
}

FilePalette keep_palette(std::span<const Color> palette) {
    FilePalette result{{palette.begin(), palette.end()}, {}};
    std::iota(result.index.begin(), result.index.end(), std::uint8_t{0});
    return result;
}

std::size_t stored_bytes(std::size_t width, unsigned bits) { return (width * bits + 7) / 8; }

void store_row(std::span<const std::uint8_t> indices, const std::array<std::uint8_t, 256> &value_of,
               unsigned bits, std::uint8_t *out) {
    if (bits == 8) {
        for (const std::uint8_t index : indices) *out++ = value_of[index];
        return;
    }
    const std::size_t each = 8 / bits;
    std::fill_n(out, stored_bytes(indices.size(), bits), std::uint8_t{0});
    for (std::size_t x = 0; x < indices.size(); ++x) {
        const auto shift = static_cast<unsigned>(8 - bits * (x % each + 1));
        out[x / each] = static_cast<std::uint8_t>(out[x / each] | value_of[indices[x]] << shift);
    }
}

}  // namespace quant::cli
