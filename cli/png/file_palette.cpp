// Arranges the entries of a palette for a file.
#include "png/file_palette.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace quant::cli {
namespace {

template <unsigned bits>
void pack(std::span<const std::uint8_t> indices, const std::array<std::uint8_t, 256> &value_of,
          std::uint8_t *out) {
    constexpr std::size_t each = 8 / bits;
    std::size_t x = 0;
    for (; x + each <= indices.size(); x += each) {
        unsigned byte = 0;
        for (std::size_t i = 0; i < each; ++i) byte = byte << bits | value_of[indices[x + i]];
        *out++ = static_cast<std::uint8_t>(byte);
    }
    if (x == indices.size()) return;
    unsigned byte = 0, shift = 8;
    for (; x < indices.size(); ++x) byte |= unsigned{value_of[indices[x]]} << (shift -= bits);
    *out = static_cast<std::uint8_t>(byte);
}

}  // namespace

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
    switch (bits) {
        case 1: pack<1>(indices, value_of, out); break;
        case 2: pack<2>(indices, value_of, out); break;
        case 4: pack<4>(indices, value_of, out); break;
        default: pack<8>(indices, value_of, out); break;
    }
}

}  // namespace quant::cli
