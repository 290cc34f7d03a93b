// Knows which color information means sRGB.
#include "io/picture_info.h"

#include <cstdlib>

namespace quant::cli {
namespace {

// Returns whether the chromaticities are absent or those of sRGB, which some programs round.
bool are_srgb(const std::array<std::int32_t, 8> &chromaticities) {
    constexpr std::array<std::int32_t, 8> srgb{31270, 32900, 64000, 33000,
                                               30000, 60000, 15000, 6000};
    constexpr std::int32_t rounding = 100;
    if (chromaticities[1] <= 0) return true;
    for (std::size_t i = 0; i < srgb.size(); ++i)
        if (std::abs(chromaticities[i] - srgb[i]) > rounding) return false;
    return true;
}

}  // namespace

bool is_srgb(const ColorTags &tags) {
    constexpr std::uint32_t srgb_gamma = 45455;
    if (tags.has_code_points != 0) return false;
    if (tags.srgb_intent_plus_1 != 0) return true;
    return (tags.gamma == 0 || tags.gamma == srgb_gamma) && are_srgb(tags.chromaticities);
}

bool describe_same_colors(const ColorTags &a, const ColorTags &b) {
    return (is_srgb(a) && is_srgb(b)) || a == b;
}

}  // namespace quant::cli
