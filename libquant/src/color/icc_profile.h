// Reads ICC profiles of RGB and gray: ICC.1:2010 (version 4.3) and ICC.1:2001-04 (version 2.4).
//
// Profiles come with pictures from anywhere, and need not be trusted.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "color/matrix.h"
#include "color/tone_curve.h"

namespace quant::core {

// Is thrown for a profile that says nothing usable about RGB. The reason is the end of a sentence
// that begins with "the profile".
struct UnusableProfile {
    const char *reason;
};

// What a profile says about the three channels of a color. One of gray says it about equal
// channels.
struct IccProfile {
    std::array<ToneCurve, 3> curves;

    // Turns the light of the three channels into that of sRGB's primaries, which is below 0 or
    // above 1 for a color that sRGB does not have.
    Matrix to_srgb;
};

// Reads the matrix and the curves of a profile; tables of colors, which some profiles have besides,
// are not used. Throws UnusableProfile if a profile has no matrix or curves, or if they make no
// sense: curves must rise from dark to white, and the primaries must be three different colors that
// are white together.
IccProfile parse_icc_profile(std::span<const std::byte> bytes);

}  // namespace quant::core
