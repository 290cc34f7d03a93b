// Which colors the channel values of a picture are, as far as that changes the result.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <quant/quant.hpp>

#include "io/decoder.h"

namespace quant::cli {

struct UsedProfile {
    std::span<const std::byte> bytes;  // of the picture; none stands for sRGB
    std::string note;                  // why it cannot be used, or ""
};

// Returns the profile by which a picture's colors are compared with these options. There is none
// where it has no effect.
UsedProfile used_profile(const Picture &picture, const Options &options);

}  // namespace quant::cli
