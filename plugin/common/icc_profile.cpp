// Takes profiles from GEGL's spaces. A curve is replaced in the table of tags: GEGL itself would
// write the primaries anew, and those of a space whose white is not D50 become others then.
#include "common/icc_profile.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace quant::plugin {
namespace {

constexpr std::size_t kTags = 128, kTagBytes = 12;

std::uint32_t number_at(const IccProfile &profile, std::size_t place) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | std::to_integer<std::uint32_t>(profile[place + i]);
    return number;
}

void set_number(IccProfile &profile, std::size_t place, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i)
        profile[place + i] = static_cast<std::byte>(number >> (24 - 8 * i));
}

bool is_curve(const IccProfile &profile, std::size_t place) {
    return std::memcmp(&profile[place + 1], "TRC", 3) == 0;
}

// The data of a curve of sRGB: the function 3 with its numbers in units of 2^-16.
constexpr std::array<std::uint32_t, 8> kSrgbCurve{0x70617261, 0,    3U << 16, 157286,
                                                  62119,      3417, 5072,     2651};

}  // namespace

bool has_srgb_curve(const Babl *format) {
    return std::strchr(babl_get_name(babl_format_get_model(format)), '~') != nullptr;
}

IccProfile icc_profile_of(const Babl *format) {
    const Babl *space = babl_format_get_space(format);
    int size = 0;
    const char *bytes = space == babl_space("sRGB") ? nullptr : babl_space_get_icc(space, &size);
    if (!bytes || size <= 0) return {};
    const auto *first = reinterpret_cast<const std::byte *>(bytes);
    IccProfile profile(first, first + size);
    return has_srgb_curve(format) ? with_srgb_curve(std::move(profile)) : profile;
}

IccProfile with_srgb_curve(IccProfile profile) {
    if (profile.size() < kTags + 4) return profile;
    const std::size_t count = number_at(profile, kTags);
    if (count > (profile.size() - kTags - 4) / kTagBytes) return profile;
    profile.resize((profile.size() + 3) / 4 * 4);
    const std::size_t curve = profile.size();
    profile.resize(curve + 4 * kSrgbCurve.size());
    for (std::size_t i = 0; i < kSrgbCurve.size(); ++i)
        set_number(profile, curve + 4 * i, kSrgbCurve[i]);
    for (std::size_t tag = kTags + 4; tag < kTags + 4 + count * kTagBytes; tag += kTagBytes) {
        if (!is_curve(profile, tag)) continue;
        set_number(profile, tag + 4, static_cast<std::uint32_t>(curve));
        set_number(profile, tag + 8, static_cast<std::uint32_t>(4 * kSrgbCurve.size()));
    }
    set_number(profile, 0, static_cast<std::uint32_t>(profile.size()));
    return profile;
}

}  // namespace quant::plugin
