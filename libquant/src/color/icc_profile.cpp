// Every number is read by Bytes, which knows where the profile ends.
#include "color/icc_profile.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace quant::core {
namespace {

// The colors of light of sRGB (IEC 61966-2-1) as X, Y and Z relative to D50, by the adaptation of
// Bradford, which profiles use too: B. Lindbloom, "RGB/XYZ Matrices".
constexpr Matrix kSrgbPrimaries{{{0.4360747, 0.3850649, 0.1430804},
                                 {0.2225045, 0.7168786, 0.0606169},
                                 {0.0139322, 0.0971045, 0.7141733}}};

// The determinants of the primaries of real profiles are 0.16 (sRGB) to 0.44 (ProPhoto RGB).
constexpr double kLeastDeterminant = 1e-3;

// No real curve has more samples, or falls by more than a step of 8 bits.
constexpr std::uint32_t kMostSamples = 65536;
constexpr int kMostFall = 257;

constexpr std::size_t kHeaderBytes = 128, kEntryBytes = 12;
constexpr std::uint32_t kMostTags = 1024;

// Returns the number that four letters stand for.
constexpr std::uint32_t signature(const char (&letters)[5]) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | static_cast<unsigned char>(letters[i]);
    return number;
}

// Big-endian numbers of a profile, or of a part of one.
class Bytes {
public:
    explicit Bytes(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::uint32_t u16(std::size_t place) const { return number(place, 2); }
    std::uint32_t u32(std::size_t place) const { return number(place, 4); }
    double fixed(std::size_t place) const {
        return static_cast<double>(static_cast<std::int32_t>(u32(place))) / 65536;
    }
    Bytes part(std::uint64_t place, std::uint64_t size) const {
        if (place > bytes_.size() || size > bytes_.size() - place)
            throw UnusableProfile{"is cut off"};
        return Bytes(
            bytes_.subspan(static_cast<std::size_t>(place), static_cast<std::size_t>(size)));
    }

private:
    std::uint32_t number(std::size_t place, std::size_t size) const {
        std::uint32_t number = 0;
        for (const std::byte byte : part(place, size).bytes_)
            number = number << 8 | std::to_integer<std::uint32_t>(byte);
        return number;
    }

    std::span<const std::byte> bytes_;
};

// Returns the data of a tag, or nothing if the profile does not have it.
std::optional<Bytes> find_tag(const Bytes &profile, std::uint32_t name) {
    const std::uint32_t count = profile.u32(kHeaderBytes);
    if (count > kMostTags) throw UnusableProfile{"is damaged: it has too many tags"};
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t entry = kHeaderBytes + 4 + i * kEntryBytes;
        if (profile.u32(entry) == name)
            return profile.part(profile.u32(entry + 4), profile.u32(entry + 8));
    }
    return std::nullopt;
}

// Reads the type `curv`: nothing, a gamma, or samples.
ToneCurve read_samples(const Bytes &tag) {
    const std::uint32_t count = tag.u32(8);
    if (count == 0) return {};
    if (count == 1) {
        ToneCurve::Power power;
        power.gamma = tag.u16(12) << 8;
        if (power.gamma == 0) throw UnusableProfile{"has a curve with the gamma 0"};
        return ToneCurve(power);
    }
    if (count > kMostSamples) throw UnusableProfile{"has a curve of too many samples"};
    const Bytes values = tag.part(12, std::uint64_t{2} * count);
    std::vector<std::uint16_t> samples(count);
    int highest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto sample = static_cast<int>(values.u16(2 * i));
        if (sample < highest - kMostFall) throw UnusableProfile{"has a curve that falls"};
        highest = std::max(highest, sample);  // measured curves are not quite smooth
        samples[i] = static_cast<std::uint16_t>(highest);
    }
    return ToneCurve(std::move(samples));
}

// Reads the type `para`: one of five functions.
ToneCurve read_function(const Bytes &tag) {
    const std::uint32_t function = tag.u16(8);
    if (function > 4) throw UnusableProfile{"has a curve of an unknown function"};
    const auto value = [&](std::size_t i) { return tag.fixed(12 + 4 * i); };
    const auto gamma = static_cast<std::int32_t>(tag.u32(12));
    if (gamma <= 0) throw UnusableProfile{"has a curve whose gamma is not above 0"};
    ToneCurve::Power power;
    power.gamma = static_cast<std::uint32_t>(gamma);
    if (function == 0) return ToneCurve(power);
    power.scale = value(1);
    power.shift = value(2);
    if (power.scale <= 0) throw UnusableProfile{"has a curve that does not rise"};
    if (function <= 2) {
        power.start = -power.shift / power.scale;
        power.lift = power.floor = function == 2 ? value(3) : 0;
        return ToneCurve(power);
    }
    power.slope = value(3);
    power.start = value(4);
    if (power.slope < 0) throw UnusableProfile{"has a curve that falls"};
    if (function == 4) {
        power.lift = value(5);
        power.floor = value(6);
    }
    return ToneCurve(power);
}

// Curves begin in the dark and end at white.
void check_curve(const ToneCurve &curve) {
    constexpr double kAlmostWhite = 1 - 1.0 / 256;
    if (curve(0) >= 0.5) throw UnusableProfile{"has a curve whose black is not dark"};
    if (curve(1) < kAlmostWhite) throw UnusableProfile{"has a curve that does not end at white"};
}

ToneCurve read_curve(const Bytes &profile, std::uint32_t name) {
    const auto tag = find_tag(profile, name);
    if (!tag) throw UnusableProfile{"has no curve for a channel"};
    const std::uint32_t type = tag->u32(0);
    if (type != signature("curv") && type != signature("para"))
        throw UnusableProfile{"has a curve of an unknown type"};
    ToneCurve curve = type == signature("curv") ? read_samples(*tag) : read_function(*tag);
    check_curve(curve);
    return curve;
}

// Returns the X, Y and Z of the light of a channel.
std::array<double, 3> read_primary(const Bytes &profile, std::uint32_t name) {
    const auto tag = find_tag(profile, name);
    if (!tag) throw UnusableProfile{"has only tables of colors, and no matrix"};
    if (tag->u32(0) != signature("XYZ "))
        throw UnusableProfile{"has a primary color of an unknown type"};
    return {tag->fixed(8), tag->fixed(12), tag->fixed(16)};
}

Matrix read_primaries(const Bytes &profile) {
    constexpr std::uint32_t names[] = {signature("rXYZ"), signature("gXYZ"), signature("bXYZ")};
    Matrix primaries{};
    for (std::size_t c = 0; c < 3; ++c) {
        const auto primary = read_primary(profile, names[c]);
        for (std::size_t i = 0; i < 3; ++i) primaries[i][c] = primary[i];
    }
    if (!(std::abs(determinant(primaries)) >= kLeastDeterminant))
        throw UnusableProfile{"has primary colors that do not differ"};
    return primaries;
}

// Returns the light of the primaries as mixtures of those of sRGB. All of them together must be
// about white.
Matrix read_matrix(const Bytes &profile) {
    const Matrix to_srgb = product(inverse(kSrgbPrimaries), read_primaries(profile));
    for (const auto &row : to_srgb) {
        const double white = row[0] + row[1] + row[2];
        if (!(white > 0.5 && white < 1.5)) throw UnusableProfile{"has a white that is not white"};
    }
    return to_srgb;
}

}  // namespace

IccProfile parse_icc_profile(std::span<const std::byte> bytes) {
    const Bytes all(bytes);
    const Bytes profile = all.part(0, all.u32(0));
    if (profile.u32(36) != signature("acsp")) throw UnusableProfile{"is not an ICC profile"};
    const std::uint32_t colors = profile.u32(16);
    if (colors != signature("RGB ") && colors != signature("GRAY"))
        throw UnusableProfile{"is neither for RGB nor for gray"};
    const bool is_gray = colors == signature("GRAY");
    if (profile.u32(20) != signature("XYZ "))
        throw UnusableProfile{is_gray ? "is relative to L*a*b*"
                                      : "has only tables of colors, and no matrix"};
    if (is_gray) {
        const ToneCurve curve = read_curve(profile, signature("kTRC"));
        return {{curve, curve, curve}, kIdentity};
    }
    const Matrix to_srgb = read_matrix(profile);
    return {{read_curve(profile, signature("rTRC")), read_curve(profile, signature("gTRC")),
             read_curve(profile, signature("bTRC"))},
            to_srgb};
}

}  // namespace quant::core
