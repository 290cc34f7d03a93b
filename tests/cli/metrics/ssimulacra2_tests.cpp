// Compares the scores of SSIMULACRA 2 with those of the original, and checks what a score must
// obey.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "metrics/comparison.h"
#include "metrics/ssimulacra2.h"
#include "ssimulacra2_pairs.h"

using namespace quant::test;
using quant::cli::metrics::compare;

BOOST_AUTO_TEST_SUITE(ssimulacra2_tests)

namespace {

constexpr double kTolerance = 0.001;

double score(const quant::Image &a, const quant::Image &b) {
    const auto result = compare(a, b, 0.0).ssimulacra2;
    BOOST_REQUIRE(result.has_value());
    return *result;
}

double score(const AnyPicture &a, const AnyPicture &b) {
    const auto view = [](const auto &picture) { return picture.view(); };
    return score(std::visit(view, a), std::visit(view, b));
}

// Writes a picture as PAM.
void write(const std::string &name, const AnyPicture &any) {
    std::visit(
        [&](const auto &picture) {
            using Sample = typename std::decay_t<decltype(picture.samples)>::value_type;
            std::ofstream file(name, std::ios::binary);
            const char *types[] = {"GRAYSCALE", "GRAYSCALE_ALPHA", "RGB", "RGB_ALPHA"};
            file << "P7\nWIDTH " << picture.width << "\nHEIGHT " << picture.height << "\nDEPTH "
                 << picture.channels << "\nMAXVAL " << (sizeof(Sample) == 1 ? 255 : 65535)
                 << "\nTUPLTYPE " << types[picture.channels - 1] << "\nENDHDR\n";
            for (const Sample sample : picture.samples) {
                if (sizeof(Sample) == 2) file.put(static_cast<char>(sample >> 8));
                file.put(static_cast<char>(sample));
            }
        },
        any);
}

// Returns a gray ramp from `from` to `to` in the middle of its steps of color.
Picture8 ramp(std::size_t side) {
    Picture8 picture = flat(side, side, 0);
    for (std::size_t i = 0; i < picture.samples.size(); ++i)
        picture.samples[i] = static_cast<std::uint8_t>(40 + i / 3 % side * 180 / side);
    return picture;
}

// Returns the picture in levels of 20 apart: of the two nearest ones, by a threshold of
// `threshold`.
template <typename Threshold>
Picture8 in_levels(Picture8 picture, Threshold threshold) {
    for (std::size_t i = 0; i < picture.samples.size(); ++i)
        picture.samples[i] = static_cast<std::uint8_t>(
            (picture.samples[i] + threshold(i / 3 % picture.width, i / 3 / picture.width)) / 20 *
            20);
    return picture;
}

}  // namespace

BOOST_AUTO_TEST_CASE(scores_are_those_of_the_original) {
    const char *folder = std::getenv("QUANT_SCORED_PAIRS");
    for (const ScoredPair &pair : scored_pairs()) {
        const double ours = score(pair.a, pair.b);
        BOOST_TEST(std::abs(ours - pair.score) < kTolerance,
                   pair.name << ": " << ours << ", the original: " << pair.score);
        if (folder == nullptr) continue;
        write(folder + ('/' + pair.name) + "-a.pam", pair.a);
        write(folder + ('/' + pair.name) + "-b.pam", pair.b);
    }
}

BOOST_AUTO_TEST_CASE(equal_pictures_have_a_hundred) {
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        const Picture8 picture = noise(30, 20, channels, channels);
        BOOST_TEST(score(picture.view(), picture.view()) == 100.0);
        BOOST_TEST(score(picture.view(), promoted(picture).view()) == 100.0);
    }
}

BOOST_AUTO_TEST_CASE(equal_rows_have_a_hundred) {
    const Picture8 picture = landscape(150, 130);
    quant::cli::metrics::Ssimulacra2 comparer(150, 130);
    auto row = quant::cli::metrics::make_float_row(150);
    for (std::size_t y = 0; y < 130; ++y) {
        quant::cli::metrics::read_light(picture.view(), y, 0.0F, row);
        comparer.add(row, row);
    }
    BOOST_TEST(comparer.finish() == 100.0);
}

BOOST_AUTO_TEST_CASE(more_noise_lowers_the_score) {
    const Picture8 picture = landscape(160, 120);
    double last = 100.0;
    for (const int amplitude : {1, 2, 4, 8, 16, 32, 64, 128}) {
        const double next = score(picture.view(), noisy(picture, amplitude, 1).view());
        BOOST_TEST(next < last, amplitude << ": " << next << " after " << last);
        last = next;
    }
}

BOOST_AUTO_TEST_CASE(dots_are_better_than_bands) {
    const Picture8 picture = ramp(256);
    const Picture8 bands = in_levels(picture, [](std::size_t, std::size_t) { return 10; });
    // The order of thresholds of a 4 x 4 matrix of Bayer.
    constexpr int bayer[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
    const Picture8 dots = in_levels(picture, [&](std::size_t x, std::size_t y) {
        return (2 * bayer[y % 4][x % 4] + 1) * 20 / 32;
    });
    const auto banded = compare(picture.view(), bands.view(), 0.0);
    const auto dotted = compare(picture.view(), dots.view(), 0.0);
    BOOST_TEST(banded.mse < dotted.mse);
    BOOST_TEST(*banded.ssimulacra2 + 10.0 < *dotted.ssimulacra2,
               *banded.ssimulacra2 << " and " << *dotted.ssimulacra2);
}

BOOST_AUTO_TEST_CASE(pictures_below_8_pixels_have_no_score) {
    for (const Picture8 &small : {flat(7, 40, 1), flat(40, 7, 1), flat(1, 1, 1)})
        BOOST_TEST(!compare(small.view(), small.view(), 0.0).ssimulacra2.has_value());
    BOOST_TEST(compare(flat(8, 8, 1).view(), flat(8, 8, 2).view(), 0.0).ssimulacra2.value() < 100);
}

BOOST_AUTO_TEST_CASE(blur_changes_no_score) {
    const Picture8 a = noise(20, 20, 3, 1);
    const Picture8 b = noisy(a, 20, 2);
    BOOST_TEST(compare(a.view(), b.view(), 2.0).ssimulacra2.value() == score(a.view(), b.view()));
}

BOOST_AUTO_TEST_CASE(translucent_pictures_have_the_lower_score_of_two_backgrounds) {
    // The left half is transparent, and `b` has holes in the right half.
    const Picture8 opaque = landscape(64, 48);
    Picture8 a{64, 48, 4, {}};
    Picture8 b{64, 48, 4, {}};
    Picture16 on_gray[2][2];
    for (auto &pair : on_gray) pair[0] = pair[1] = {64, 48, 3, {}};
    for (std::size_t i = 0; i < std::size_t{64} * 48; ++i) {
        const bool is_left = i % 64 < 32;
        const bool is_seen[2] = {!is_left, !is_left && i % 7 != 0};
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const std::uint8_t sample = opaque.samples[3 * i + channel];
            a.samples.push_back(sample);
            b.samples.push_back(sample);
            for (std::size_t gray = 0; gray < 2; ++gray)
                for (std::size_t side = 0; side < 2; ++side)
                    on_gray[gray][side].samples.push_back(static_cast<std::uint16_t>(
                        is_seen[side] ? sample * 257 : (gray == 0 ? 6554 : 58982)));
        }
        a.samples.push_back(is_seen[0] ? 255 : 0);
        b.samples.push_back(is_seen[1] ? 255 : 0);
    }
    const double dark = score(on_gray[0][0].view(), on_gray[0][1].view());
    const double bright = score(on_gray[1][0].view(), on_gray[1][1].view());
    BOOST_TEST(std::abs(dark - bright) > 1.0);
    BOOST_TEST(std::abs(score(a.view(), b.view()) - std::min(dark, bright)) < 0.05);
    BOOST_TEST(score(a.view(), opaque.view()) < score(a.view(), b.view()));
}

BOOST_AUTO_TEST_SUITE_END()
