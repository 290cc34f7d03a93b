// Reads profiles of known numbers, and profiles that are damaged in many ways: each must be refused
// or give numbers that make sense.
#include "color/icc_profile.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "color/color_space.h"
#include "color/rgb_space.h"
#include "libquant/profiles.h"
#include "map/dither_space.h"

namespace {

using namespace quant::core;
using namespace quant::test;

// Returns why a profile is refused, or "".
std::string reason_of(const Bytes &profile) {
    try {
        (void)parse_icc_profile(profile);
        return "";
    } catch (const UnusableProfile &unusable) {
        return unusable.reason;
    }
}

// Returns a profile of sRGB's primaries, but with another red curve.
Bytes with_curve(const Bytes &curve) {
    return profile_of("RGB ", {{"rXYZ", xyz_data({0.4361, 0.2225, 0.0139})},
                               {"gXYZ", xyz_data({0.3851, 0.7169, 0.0971})},
                               {"bXYZ", xyz_data({0.1431, 0.0606, 0.7141})},
                               {"rTRC", curve},
                               {"gTRC", gamma_data(2.2)},
                               {"bTRC", gamma_data(1)}});
}

ToneCurve curve_of(const Bytes &data) { return parse_icc_profile(with_curve(data)).curves[0]; }

// Returns a copy whose four bytes at a place are a number.
Bytes patched(Bytes profile, std::size_t place, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i)
        profile[place + i] = static_cast<std::byte>(number >> (24 - 8 * i));
    return profile;
}

// Uses what a profile says for a few colors, whose points must be within the scale.
void check_hostile(const Bytes &profile) {
    try {
        const auto rgb = RgbSpace::of_profile(profile);
        for (const int number : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const ColorSpace space(number, *rgb);
            for (std::uint16_t i = 0; i < 27; ++i) {
                const auto channel = [&](int place) {
                    return static_cast<std::uint16_t>(i / place % 3 * 255 / 2);
                };
                const Point point =
                    space.point_of({channel(1), channel(3), channel(9), 255}, 8, false);
                for (const std::int16_t x : point.x) BOOST_REQUIRE(x >= 0 && x <= kPointMax);
                (void)space.color_of({double(point.x[0]), double(point.x[1]), double(point.x[2])},
                                     false, 8);
            }
        }
    } catch (const UnusableProfile &unusable) {
        BOOST_REQUIRE(std::string(unusable.reason).find('\n') == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE(icc_profile_tests)

BOOST_AUTO_TEST_CASE(curves_of_all_types_are_what_their_numbers_say) {
    const auto check = [](const Bytes &data, auto expected) {
        const ToneCurve curve = curve_of(data);
        for (int v = 0; v <= 1000; ++v)
            BOOST_REQUIRE_SMALL(curve(v / 1000.0) - expected(v / 1000.0), 1e-6);
    };
    check(samples_data({}), [](double v) { return v; });
    check(gamma_data(1.8), [](double v) { return std::pow(v, 461.0 / 256); });
    check(samples_data({0, 1000, 65535}),
          [](double v) { return (v < 0.5 ? 2000 * v : 1000 + (v - 0.5) * 2 * 64535) / 65535; });
    check(function_data(0, {2.5}), [](double v) { return std::pow(v, 2.5); });
    check(function_data(1, {2, 1.25, -0.25}),
          [](double v) { return v < 0.2 ? 0 : std::pow(1.25 * v - 0.25, 2); });
    check(function_data(2, {2, 1, -0.25, 0.4375}), [](double v) {
        return v < 0.25 ? 0.4375 : std::min(std::pow(v - 0.25, 2) + 0.4375, 1.0);
    });
    check(function_data(3, {2, 0.75, 0.25, 0.25, 0.25}),
          [](double v) { return v < 0.25 ? v / 4 : std::pow(0.75 * v + 0.25, 2); });
    check(function_data(4, {2, 1, 0, 0.125, 0.25, 0, 0.03125}),
          [](double v) { return v < 0.25 ? v / 8 + 0.03125 : v * v; });
}

BOOST_AUTO_TEST_CASE(the_matrix_turns_light_into_that_of_srgb) {
    for (const RgbNumbers *numbers : {&kSrgb, &kDisplayP3, &kAdobeRgb, &kRec2020, &kProPhoto}) {
        const IccProfile profile = parse_icc_profile(numbers->profile());
        for (std::size_t c = 0; c < 3; ++c) {
            Vector3 light{};
            light[c] = 1;
            const Vector3 expected = kSrgb.from_xyz(numbers->to_xyz(light));
            for (std::size_t i = 0; i < 3; ++i)
                BOOST_TEST(std::abs(profile.to_srgb[i][c] - expected[i]) < 1e-3);
        }
    }
}

BOOST_AUTO_TEST_CASE(gray_profiles_give_three_equal_curves) {
    const IccProfile profile = parse_icc_profile(profile_of("GRAY", {{"kTRC", gamma_data(2)}}));
    for (const ToneCurve &curve : profile.curves) BOOST_TEST(curve(0.5) == 0.25);
    BOOST_TEST((profile.to_srgb == kIdentity));
}

BOOST_AUTO_TEST_CASE(unusable_profiles_are_refused_with_a_reason) {
    const Bytes good = kDisplayP3.profile();
    BOOST_TEST(reason_of(good) == "");
    BOOST_TEST(reason_of({}) == "is cut off");
    BOOST_TEST(reason_of(patched(good, 36, 0)) == "is not an ICC profile");
    BOOST_TEST(reason_of(profile_of("CMYK", {})) == "is neither for RGB nor for gray");
    BOOST_TEST(reason_of(profile_of("RGB ", {{"A2B0", gamma_data(1)}})) ==
               "has only tables of colors, and no matrix");
    BOOST_TEST(reason_of(patched(good, 20, 0x4C616220)) ==
               "has only tables of colors, and no matrix");
    BOOST_TEST(reason_of(profile_of("GRAY", {})) == "has no curve for a channel");
    BOOST_TEST(reason_of(patched(profile_of("GRAY", {}), 20, 0x4C616220)) ==
               "is relative to L*a*b*");
    BOOST_TEST(reason_of(patched(good, 128, 0xFFFFFFFF)) == "is damaged: it has too many tags");
    const auto refused = [](const Bytes &curve, const std::string &reason) {
        BOOST_TEST(reason_of(with_curve(curve)) == reason);
    };
    refused(gamma_data(0), "has a curve with the gamma 0");
    refused(samples_data({40000, 65535}), "has a curve whose black is not dark");
    refused(samples_data({0, 60000, 20000, 65535}), "has a curve that falls");
    refused(samples_data({0, 65535, 0, 65535, 0, 65535}), "has a curve that falls");
    refused(samples_data({0, 30000}), "has a curve that does not end at white");
    refused(function_data(5, {1}), "has a curve of an unknown function");
    refused(function_data(0, {-1}), "has a curve whose gamma is not above 0");
    refused(function_data(1, {2, 0, 1}), "has a curve that does not rise");
    refused(xyz_data({1, 1, 1}), "has a curve of an unknown type");
    refused(patched(samples_data({0, 65535}), 8, 0xFFFFFFFF), "has a curve of too many samples");
    refused(patched(samples_data({0, 65535}), 8, 60000), "is cut off");
    refused(function_data(3, {2, 0.75, 0.25, -0.25, 0.25}), "has a curve that falls");
}

// With the channels of sRGB in another order, no share of a mixture is below 0, but rounding makes
// some mixtures of dark greens -1.
BOOST_AUTO_TEST_CASE(mixtures_that_rounding_makes_negative_stay_on_the_scale) {
    const Vector3 red{0.4360747, 0.2225045, 0.0139322}, green{0.3850649, 0.7168786, 0.0971045},
        blue{0.1430804, 0.0606169, 0.7141733};
    const Bytes curve = gamma_data(2.2);
    const Bytes profile = profile_of("RGB ", {{"rXYZ", xyz_data(green)},
                                              {"gXYZ", xyz_data(red)},
                                              {"bXYZ", xyz_data(blue)},
                                              {"rTRC", curve},
                                              {"gTRC", curve},
                                              {"bTRC", curve}});
    const auto rgb = RgbSpace::of_profile(profile);
    for (const OpponentTable *table : {&rgb->oklab_table(), &rgb->lab_table()}) {
        BOOST_TEST(table->must_clamp());
        std::int32_t least = 0;
        for (std::uint16_t green_value = 0; green_value < 20000; ++green_value) {
            OpponentTable::Mixture mixture =
                table->of_light(rgb->light_of({0, green_value, 0, 65535}, 16));
            least = std::min({least, mixture[0], mixture[1], mixture[2]});
            OpponentTable::clamp({&mixture, 1});
            BOOST_REQUIRE(std::ranges::min(mixture) >= 0);
        }
        BOOST_TEST(least == -1);
    }
    const DitherSpace space(QUANT_SPACE_OKLAB, *rgb, false);
    for (std::uint16_t value = 0; value < 20000; value += 7) {
        const Point point = space.point_of({0, value, 0, 65535});
        BOOST_REQUIRE(point.x[0] >= 0 && point.x[0] <= kPointMax);
    }
}

BOOST_AUTO_TEST_CASE(primaries_that_do_not_make_white_are_refused) {
    const auto with_primaries = [](const Vector3 &r, const Vector3 &g, const Vector3 &b) {
        const Bytes curve = gamma_data(2);
        return profile_of("RGB ", {{"rXYZ", xyz_data(r)},
                                   {"gXYZ", xyz_data(g)},
                                   {"bXYZ", xyz_data(b)},
                                   {"rTRC", curve},
                                   {"gTRC", curve},
                                   {"bTRC", curve}});
    };
    BOOST_TEST(reason_of(with_primaries({0.3, 0.3, 0.3}, {0.3, 0.3, 0.3}, {0.3, 0.3, 0.3})) ==
               "has primary colors that do not differ");
    BOOST_TEST(reason_of(with_primaries({0, 0, 0}, {0, 0, 0}, {0, 0, 0})) ==
               "has primary colors that do not differ");
    BOOST_TEST(reason_of(with_primaries({4, 2, 0}, {3, 7, 1}, {1, 0, 7})) ==
               "has a white that is not white");
    // Primaries of a hundred times white, whose sum is white.
    const Bytes far = with_primaries({96, -100, 0}, {-50, 100, -100}, {-45, 1, 100.8});
    BOOST_TEST(reason_of(far) == "");
    BOOST_CHECK_THROW((void)RgbSpace::of_profile(far), UnusableProfile);
}

BOOST_AUTO_TEST_CASE(damaged_profiles_are_refused_or_make_sense) {
    const Bytes gray = profile_of("GRAY", {{"kTRC", samples_data({0, 100, 20000, 65535})}});
    const Bytes functions = with_curve(function_data(4, {2.4, 0.9, 0.1, 0.1, 0.04, 0, 0}));
    for (const Bytes &good : {kProPhoto.profile(), kDisplayP3.profile(), functions, gray}) {
        check_hostile(good);
        for (std::size_t size = 0; size < good.size(); ++size) {
            BOOST_REQUIRE(reason_of({good.begin(), good.begin() + static_cast<int>(size)}) != "");
        }
        constexpr std::uint32_t extremes[] = {0,          1,          0x7FFFFFFF, 0x80000000,
                                              0xFFFFFFF0, 0xFFFFFFFF, 0x00010000, 0x7FFF0000};
        for (std::size_t place = 0; place + 4 <= good.size(); ++place)
            for (const std::uint32_t number : extremes) check_hostile(patched(good, place, number));
        Random random(5);
        for (int i = 0; i < 3000; ++i) {
            Bytes mutated = good;
            for (std::uint64_t n = random.below(8); n-- > 0;)
                mutated[random.below(mutated.size())] = static_cast<std::byte>(random.below(256));
            check_hostile(mutated);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
