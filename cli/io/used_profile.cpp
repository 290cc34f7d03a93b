// Asks the library about the profile of a picture.
#include "io/used_profile.h"

namespace quant::cli {

UsedProfile used_profile(const Picture &picture, const Options &options) {
    if (picture.layout.profile_bytes == 0 || quant_uses_icc_profile(&options) == 0) return {};
    const auto profile = picture.profile();
    const auto is_srgb = is_srgb_profile(profile);
    if (!is_srgb) return {{}, "its colors are taken for sRGB: " + is_srgb.error().message};
    if (*is_srgb) return {};
    return {profile, ""};
}

}  // namespace quant::cli
