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

}  // namespace quant::cli
