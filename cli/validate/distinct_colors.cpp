// Sorts the pixels by color, which deliberately differs from the method of the library.
#include "validate/distinct_colors.h"

#include <algorithm>

namespace quant::cli::validate {

DistinctColors distinct_colors(std::span<const std::uint8_t> pixels) {
    // A key has the color in its high 32 bits and the index of the pixel in its low ones.
    std::vector<std::uint64_t> keys(pixels.size() / 3);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::uint8_t *p = pixels.data() + 3 * i;
        const auto color = static_cast<std::uint64_t>(p[0] << 16 | p[1] << 8 | p[2]);
        keys[i] = color << 32 | i;
    }
    std::sort(keys.begin(), keys.end());
    DistinctColors result;
    result.of_pixel.resize(keys.size());
    std::uint64_t last = ~std::uint64_t{0};
    for (const std::uint64_t key : keys) {
        const std::uint64_t color = key >> 32;
        if (color != last) {
            result.colors.push_back({static_cast<std::uint8_t>(color >> 16),
                                     static_cast<std::uint8_t>(color >> 8 & 255),
                                     static_cast<std::uint8_t>(color & 255)});
            result.counts.push_back(0);
            last = color;
        }
        ++result.counts.back();
        result.of_pixel[key & 0xFFFFFFFFU] = static_cast<std::uint32_t>(result.colors.size() - 1);
    }
    return result;
}

}  // namespace quant::cli::validate
