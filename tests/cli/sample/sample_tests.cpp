// Tests the properties of the built-in sample pictures, and their exact bytes, which must not
// depend on machine, compiler or optimization.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sample/sample.h"

using quant::cli::sample::Picture;

BOOST_AUTO_TEST_SUITE(sample_tests)

namespace {

const Picture &builtin(const std::string &name) {
    static const std::vector<Picture> pictures = quant::cli::sample::all();
    const auto found = std::find_if(pictures.begin(), pictures.end(),
                                    [&](const Picture &p) { return p.name == name; });
    BOOST_REQUIRE_MESSAGE(found != pictures.end(), "no sample picture " + name);
    return *found;
}

std::size_t distinct_colors(const Picture &picture) {
    std::vector<std::uint32_t> colors;
    for (std::size_t i = 0; i < picture.pixels.size(); i += picture.channels)
        colors.push_back(picture.pixels[i] |
                         static_cast<std::uint32_t>(picture.pixels[i + 1]) << 8 |
                         static_cast<std::uint32_t>(picture.pixels[i + 2]) << 16);
    std::sort(colors.begin(), colors.end());
    return static_cast<std::size_t>(std::unique(colors.begin(), colors.end()) - colors.begin());
}

std::uint64_t fnv1a(const std::vector<std::uint8_t> &bytes) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
    return hash;
}

double mean_difference(const Picture &a, const Picture &b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        sum += a.pixels[i] > b.pixels[i] ? a.pixels[i] - b.pixels[i] : b.pixels[i] - a.pixels[i];
    return sum / static_cast<double>(a.pixels.size());
}

// Returns the means of 8 x 8 blocks, for comparing renderings of different sizes.
Picture thumbnail(const Picture &picture) {
    Picture small{"", 8, 8, 3, {}};
    const std::size_t block = picture.width / 8;
    for (std::size_t i = 0; i < 64; ++i)
        for (std::size_t channel = 0; channel < 3; ++channel) {
            double sum = 0.0;
            for (std::size_t y = i / 8 * block; y < (i / 8 + 1) * block; ++y)
                for (std::size_t x = i % 8 * block; x < (i % 8 + 1) * block; ++x)
                    sum += picture.pixels[(y * picture.width + x) * 3 + channel];
            small.pixels.push_back(
                static_cast<std::uint8_t>(sum / static_cast<double>(block * block)));
        }
    return small;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_builtin_picture_has_its_size) {
    struct Expected {
        const char *name;
        std::size_t side;
        unsigned channels;
    };
    const std::vector<Expected> expected = {
        {"landscape", 1024, 3}, {"landscape-small", 150, 3}, {"soft-alpha", 512, 4}};
    BOOST_TEST(quant::cli::sample::all().size() == expected.size());
    for (const Expected &e : expected) {
        const Picture &picture = builtin(e.name);
        BOOST_TEST(picture.width == e.side);
        BOOST_TEST(picture.height == e.side);
        BOOST_TEST(picture.channels == e.channels);
        BOOST_TEST(picture.pixels.size() == e.side * e.side * e.channels);
    }
}

BOOST_AUTO_TEST_CASE(bytes_are_the_same_everywhere) {
    const std::map<std::string, std::uint64_t> golden = {{"landscape", 0x411842f6cc2da01cu},
                                                         {"landscape-small", 0x25a7b0a81b78c0f3u},
                                                         {"soft-alpha", 0xb1ebb65fbc548befu}};
    for (const auto &entry : golden)
        BOOST_TEST(fnv1a(builtin(entry.first).pixels) == entry.second,
                   entry.first << " hashes to 0x" << std::hex << fnv1a(builtin(entry.first).pixels)
                               << ", not 0x" << entry.second);
}

BOOST_AUTO_TEST_CASE(landscapes_have_the_colors_of_photographs) {
    const std::size_t large = distinct_colors(builtin("landscape"));
    BOOST_TEST(large >= 60'000u);
    BOOST_TEST(large <= 250'000u);
    for (std::uint64_t seed = 0; seed < 8; ++seed)
        BOOST_TEST(distinct_colors(quant::cli::sample::landscape(150, 150, seed)) >= 10'000u);
    BOOST_TEST(distinct_colors(builtin("landscape-small")) >= 10'000u);
}

BOOST_AUTO_TEST_CASE(soft_alpha_uses_the_range_of_alpha) {
    const Picture &picture = builtin("soft-alpha");
    std::vector<std::size_t> counts(256);
    for (std::size_t i = 0; i < picture.pixels.size(); i += 4) {
        ++counts[picture.pixels[i + 3]];
        if (picture.pixels[i + 3] == 0)
            BOOST_REQUIRE(picture.pixels[i] + picture.pixels[i + 1] + picture.pixels[i + 2] == 0);
    }
    const std::size_t pixels = picture.width * picture.height;
    BOOST_TEST(counts[0] > pixels / 4);
    BOOST_TEST(counts[255] > pixels / 10);
    BOOST_TEST(256 - std::count(counts.begin(), counts.end(), 0u) > 100);
}

BOOST_AUTO_TEST_CASE(every_seed_is_another_scene) {
    std::vector<Picture> scenes;
    for (std::uint64_t seed = 0; seed < 12; ++seed)
        scenes.push_back(quant::cli::sample::landscape(64, 64, seed));
    // Seeds that share their low half differ as well.
    scenes.push_back(quant::cli::sample::landscape(64, 64, std::uint64_t{1} << 32));
    for (std::size_t i = 0; i < scenes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            BOOST_TEST(mean_difference(scenes[i], scenes[j]) > 8.0, "scenes " << i << ", " << j);
}

BOOST_AUTO_TEST_CASE(size_changes_the_detail_not_the_scene) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const Picture coarse = thumbnail(quant::cli::sample::landscape(128, 128, seed));
        BOOST_TEST(mean_difference(coarse,
                                   thumbnail(quant::cli::sample::landscape(512, 512, seed))) < 4.0);
        BOOST_TEST(mean_difference(
                       coarse, thumbnail(quant::cli::sample::landscape(128, 128, seed + 1))) > 8.0);
    }
}

BOOST_AUTO_TEST_CASE(odd_sizes_are_painted) {
    const std::vector<std::pair<std::size_t, std::size_t>> sizes = {
        {0, 0}, {0, 5}, {5, 0}, {1, 1}, {1, 97}, {97, 1}, {17, 3}, {1000, 1}};
    for (const auto &size : sizes) {
        const Picture picture = quant::cli::sample::landscape(size.first, size.second, 3);
        BOOST_TEST(picture.pixels.size() == size.first * size.second * 3);
    }
    BOOST_TEST(quant::cli::sample::soft_alpha(0).pixels.empty());
    BOOST_TEST(quant::cli::sample::soft_alpha(1).pixels.size() == 4u);
}

BOOST_AUTO_TEST_CASE(impossible_sizes_are_refused) {
    constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();
    BOOST_CHECK_THROW(quant::cli::sample::landscape(huge, huge, 1), std::length_error);
    BOOST_CHECK_THROW(quant::cli::sample::landscape(huge / 2, 3, 1), std::length_error);
    BOOST_CHECK_THROW(quant::cli::sample::landscape(2000, 1, 1), std::length_error);
    BOOST_CHECK_THROW(quant::cli::sample::soft_alpha(huge / 2), std::length_error);
}

BOOST_AUTO_TEST_SUITE_END()
