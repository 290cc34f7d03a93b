// Quantizes pictures with a profile by the C interface: what it changes, what it does not, and what
// is refused.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "libquant/api/calls.h"
#include "libquant/pictures.h"
#include "libquant/profiles.h"

namespace {

using namespace quant::test;
using quant::Quantized;

quant::Options options_with(const Bytes &profile, int space, int dither = QUANT_DITHER_NONE) {
    quant::Options options;
    options.colors = 16;
    options.space = space;
    options.dither = dither;
    options.set_icc_profile(profile);
    return options;
}

Quantized quantized(const Picture &picture, const quant_options &options) {
    return quant::quantize(picture.view(), options).value();
}

// Returns the picture in 16 bits and in the numbers of another RGB space, which has all its colors.
std::vector<std::uint16_t> in_space(const Picture &picture, const RgbNumbers &numbers) {
    std::vector<std::uint16_t> pixels;
    for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
        Vector3 light;
        for (std::size_t c = 0; c < 3; ++c) light[c] = kSrgb.light(picture.pixels[i + c] / 255.0);
        for (const double v : numbers.from_xyz(kSrgb.to_xyz(light)))
            pixels.push_back(static_cast<std::uint16_t>(
                std::lround(65535 * numbers.channel(std::clamp(v, 0.0, 1.0)))));
    }
    return pixels;
}

quant_image image_of(const std::vector<std::uint16_t> &pixels, const Picture &picture) {
    return {pixels.data(),
            picture.width,
            picture.height,
            static_cast<std::ptrdiff_t>(picture.width * 6),
            3,
            16};
}

// Returns the share of pixels of which two results make different groups: each group of one is
// compared with the group of the other that most of its pixels are in.
double disagreement(const Quantized &a, const Quantized &b) {
    std::vector<std::vector<std::size_t>> both(256, std::vector<std::size_t>(256));
    for (std::size_t i = 0; i < a.indices().size(); ++i) ++both[a.indices()[i]][b.indices()[i]];
    std::size_t agreeing = 0;
    for (const auto &row : both) agreeing += *std::ranges::max_element(row);
    return 1 - static_cast<double>(agreeing) / static_cast<double>(a.indices().size());
}

BOOST_AUTO_TEST_SUITE(profile_tests)

BOOST_AUTO_TEST_CASE(a_profile_of_srgb_gives_the_same_bits_as_none) {
    const Bytes profile = kSrgb.profile();
    for (const Picture &picture : mixed()) {
        for (const int space :
             {QUANT_SPACE_SRGB, QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            quant::Options options = options_with(profile, space, QUANT_DITHER_AUTO);
            const Quantized with = quantized(picture, options);
            options.set_icc_profile({});
            BOOST_TEST(same(with, quantized(picture, options)));
        }
    }
}

BOOST_AUTO_TEST_CASE(without_a_space_of_light_a_profile_has_no_effect) {
    const Bytes profile = kProPhoto.profile();
    for (const Picture &picture : mixed()) {
        for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_FLOYD_STEINBERG}) {
            quant::Options options = options_with(profile, QUANT_SPACE_SRGB, dither);
            const Quantized with = quantized(picture, options);
            options.set_icc_profile({});
            BOOST_TEST(same(with, quantized(picture, options)));
        }
    }
}

// The point of it all: the same colors in other numbers give the same groups of pixels.
BOOST_AUTO_TEST_CASE(colors_in_other_numbers_are_grouped_alike) {
    const Picture picture = photo(160, 120);
    const Bytes none = kSrgb.profile();
    const auto plain = in_space(picture, kSrgb);
    for (const RgbNumbers *numbers : {&kDisplayP3, &kAdobeRgb, &kRec2020, &kProPhoto}) {
        const Bytes profile = numbers->profile();
        const auto pixels = in_space(picture, *numbers);
        for (const int space : {QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const auto result = [&](const auto &of, const Bytes &with) {
                quant::Options options = options_with(with, space);
                options.search = QUANT_SEARCH_NONE;  // decides by the last bits
                return quant::quantize(image_of(of, picture), options).value();
            };
            const Quantized expected = result(plain, none);
            const double with = disagreement(result(pixels, profile), expected),
                         without = disagreement(result(pixels, none), expected);
            BOOST_TEST_CONTEXT(space << ": " << with << " and " << without) {
                BOOST_TEST(with < 0.04);
                BOOST_TEST(with < without / 3);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_and_engines_give_the_same_bits) {
    const Picture picture = photo(220, 160);
    const Bytes profile = kProPhoto.profile();
    for (const int space : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
        for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_AUTO}) {
            quant::Options options = options_with(profile, space, dither);
            options.threads = 1;
            const Quantized one = quantized(picture, options);
            for (const unsigned threads : {2U, 3U, 8U}) {
                options.threads = threads;
                BOOST_TEST(same(quantized(picture, options), one));
            }
            options.engine = QUANT_ENGINE_OPENMP;
            BOOST_TEST(same(quantized(picture, options), one));
        }
    }
}

BOOST_AUTO_TEST_CASE(colors_of_8_and_16_bits_are_the_same_colors) {
    const Picture picture = photo(90, 70);
    const auto pixels = promoted(picture);
    const Bytes profile = kAdobeRgb.profile();
    for (const int space : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
        const auto options = options_with(profile, space, QUANT_DITHER_AUTO);
        const auto wide = quant::quantize(image_of(pixels, picture), options).value();
        BOOST_TEST(same(quantized(picture, options), wide));
    }
}

BOOST_AUTO_TEST_CASE(mapping_to_the_palette_again_gives_the_same_pixels) {
    const Bytes profile = kProPhoto.profile();
    for (const Picture &picture : mixed()) {
        for (const int space : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            quant::Options options = options_with(profile, space);
            const Quantized first = quantized(picture, options);
            options.palette = first.palette().data();
            options.palette_size = first.palette().size();
            BOOST_TEST(std::ranges::equal(quantized(picture, options).indices(), first.indices()));
        }
    }
}

BOOST_AUTO_TEST_CASE(histograms_and_fits_use_the_profile_as_images_do) {
    const Picture picture = photo(160, 120);
    const Bytes profile = kAdobeRgb.profile();
    quant::Options options = options_with(profile, QUANT_SPACE_OKLAB);
    quant::Histogram histogram;
    BOOST_REQUIRE(!histogram.add(picture.view(), options));
    const Quantized shared = histogram.quantize(options).value();
    const auto equal = [](std::span<const quant_color16> a, std::span<const quant_color16> b) {
        return std::ranges::equal(a, b, [](const auto &x, const auto &y) {
            return x.r == y.r && x.g == y.g && x.b == y.b && x.a == y.a;
        });
    };
    BOOST_TEST(equal(shared.palette16(), quantized(picture, options).palette16()));
    options.dither = QUANT_DITHER_AUTO;
    Bytes gone = profile;  // must not be needed after the call
    options.icc_profile = gone.data();
    auto fit = quant::Fit::create(shared.palette16(), options).value();
    std::ranges::fill(gone, std::byte{0});
    options.icc_profile = profile.data();
    for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        BOOST_REQUIRE(!fit.add(picture.view(), options));
        BOOST_REQUIRE(!fit.end_round());
    }
    BOOST_TEST(equal(fit.palette16(), quantized(picture, options).palette16()));
}

BOOST_AUTO_TEST_CASE(unusable_profiles_are_refused_everywhere) {
    const Bytes bad = profile_of("CMYK", {});
    quant::Options options = options_with(bad, QUANT_SPACE_SRGB);
    const char *const reason = "the ICC profile is neither for RGB nor for gray";
    BOOST_TEST(refused(good_image(), options, reason) == QUANT_INVALID_ARGUMENT);
    quant::Histogram histogram;
    BOOST_TEST(histogram.add(good_image(), options)->message == reason);
    BOOST_REQUIRE(!histogram.add(good_image()));
    BOOST_TEST(histogram.quantize(options).error().message == reason);
    const std::vector<quant_color16> palette{{0, 0, 0, 65535}};
    BOOST_TEST(quant::Fit::create(palette, options).error().message == reason);
    BOOST_TEST(quant::Fit::create(palette, quant::Options())->add(good_image(), options)->message ==
               reason);
    options.icc_profile = nullptr;
    BOOST_TEST(refused(good_image(), options, "icc_profile is null") == QUANT_INVALID_ARGUMENT);
    options.icc_profile = bad.data();
    options.icc_profile_size = 0;
    BOOST_TEST(refused(good_image(), options, "is cut off") == QUANT_INVALID_ARGUMENT);
}

BOOST_AUTO_TEST_CASE(a_profile_can_be_checked_alone) {
    BOOST_TEST(!quant::is_srgb_profile(kDisplayP3.profile()).value());
    BOOST_TEST(quant::is_srgb_profile(kSrgb.profile()).value());
    BOOST_TEST(quant::is_srgb_profile(profile_of("RGB ", {})).error().message ==
               "the ICC profile has only tables of colors, and no matrix");
    BOOST_TEST(quant_check_icc_profile(nullptr, 1, nullptr, nullptr) == QUANT_INVALID_ARGUMENT);
}

BOOST_AUTO_TEST_CASE(a_profile_is_used_exactly_where_it_changes_a_result) {
    const Picture picture = photo(100, 80);
    const Bytes profile = kProPhoto.profile();
    constexpr int spaces[] = {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB, QUANT_SPACE_AUTO};
    for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_FLOYD_STEINBERG, QUANT_DITHER_AUTO}) {
        for (const int space : spaces) {
            for (const int dither_space : spaces) {
                quant::Options options = options_with(profile, space, dither);
                options.dither_space = dither_space;
                const Quantized with = quantized(picture, options);
                options.set_icc_profile({});
                const bool differs = !same(with, quantized(picture, options));
                BOOST_TEST((quant_uses_icc_profile(&options) != 0) == differs);
            }
        }
    }
}

// The blue of ProPhoto RGB cannot be seen, so that its point is not that of its color.
BOOST_AUTO_TEST_CASE(flat_areas_keep_colors_beyond_the_scale) {
    Picture picture = noise(128, 64, 3);
    for (std::size_t i = 0; i < picture.pixels.size() / 2; i += 3) {
        picture.pixels[i] = picture.pixels[i + 1] = 0;
        picture.pixels[i + 2] = 255;
    }
    const Bytes profile = kProPhoto.profile();
    for (const int space : {QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
        const Quantized result = quantized(picture, options_with(profile, space));
        const quant_color entry = result.palette()[result.indices()[0]];
        BOOST_TEST(entry.r == 0);
        BOOST_TEST(entry.g == 0);
        BOOST_TEST(entry.b == 255);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
