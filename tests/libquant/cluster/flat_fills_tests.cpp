// Tests that large flat areas keep their exact color: on drawn map tiles, in every way to quantize
// them, and by a second computation of the rule over single pixels.
#include "cluster/flat_fills.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "cluster/seeding.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"
#include "simd/kernels.h"

namespace {

using namespace quant::core;
using quant::test::map_tile;
using quant::test::Picture;
using quant::test::team_of;

auto key(const quant_color &c) { return std::tuple(c.r, c.g, c.b, c.a); }
auto key(const quant_color16 &c) { return std::tuple(c.r, c.g, c.b, c.a); }

quant_color color_at(const Picture &picture, std::size_t i) {
    const std::uint8_t *p = &picture.pixels[i * picture.channels];
    return {p[0], p[1], p[2], picture.channels == 4 ? p[3] : std::uint8_t{255}};
}

// Returns the places of a pixel of each of the most frequent colors.
std::vector<std::size_t> largest_fills(const Picture &picture, std::size_t count) {
    std::map<std::tuple<int, int, int, int>, std::pair<std::size_t, std::size_t>> found;
    for (std::size_t i = 0; i < picture.width * picture.height; ++i) {
        auto &[pixels, place] = found[key(color_at(picture, i))];
        ++pixels;
        place = i;
    }
    std::vector<std::pair<std::size_t, std::size_t>> sorted;
    for (const auto &[color, fill] : found) sorted.push_back(fill);
    std::ranges::sort(sorted, std::greater<>());
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < count; ++i) places.push_back(sorted[i].second);
    return places;
}

quant::Quantized run(const quant_image &image, const quant_options &options) {
    return quant::quantize(image, options).value();
}

quant::Options with(unsigned colors, int space = QUANT_SPACE_SRGB) {
    quant::Options options;
    options.colors = colors;
    options.space = space;
    return options;
}

// Returns how many of the ten largest fills have their exact color.
std::size_t exact_fills(const Picture &picture, const quant_options &options) {
    const auto result = run(picture.view(), options);
    return static_cast<std::size_t>(
        std::ranges::count_if(largest_fills(picture, 10), [&](std::size_t place) {
            return key(result.palette()[result.indices()[place]]) == key(color_at(picture, place));
        }));
}

void check_same(const quant::Quantized &first, const quant::Quantized &second) {
    BOOST_TEST(std::ranges::equal(
        first.palette(), second.palette(), {}, [](const auto &c) { return key(c); },
        [](const auto &c) { return key(c); }));
    BOOST_TEST(std::ranges::equal(
        first.palette16(), second.palette16(), {}, [](const auto &c) { return key(c); },
        [](const auto &c) { return key(c); }));
    BOOST_TEST(std::ranges::equal(first.counts(), second.counts()));
    BOOST_TEST(first.stats().palette_mse == second.stats().palette_mse);
}

// Pictures in which each pixel value is one of 16 bits that no value of 8 bits becomes.
std::vector<std::uint16_t> odd(const Picture &picture) {
    std::vector<std::uint16_t> wide;
    for (const std::uint8_t v : picture.pixels)
        wide.push_back(v == 255 ? 65535 : static_cast<std::uint16_t>(v * 257 + 1 + v % 3));
    return wide;
}

quant_image image_of(const Picture &picture, const std::vector<std::uint16_t> &wide) {
    return {wide.data(),      picture.width,
            picture.height,   static_cast<std::ptrdiff_t>(picture.width * picture.channels * 2),
            picture.channels, 16};
}

// Returns the palette of a tally of some images.
quant::Quantized common(const std::vector<quant_image> &images, const quant_options &options) {
    quant::Histogram histogram;
    for (const quant_image &image : images) BOOST_TEST(!histogram.add(image));
    return histogram.quantize(options).value();
}

// Clusters of the pixels of a picture, computed pixel by pixel.
struct Grouped {
    Grouped(const Picture &picture, const Histogram &histogram, unsigned count)
        : points(picture.width * picture.height), labels(points.size()) {
        const ImageView image(picture.view());
        image.load_points(0, points.size(), points.data());
        const auto centroids = seed_wu(histogram, count, &team_of(1));
        const auto norms = norms_of(centroids);
        for (const Centroid &centroid : centroids)
            clusters.push_back({centroid, kNotGiven, {}, 0, {}});
        for (std::size_t i = 0; i < points.size(); ++i) {
            labels[i] = nearest(points[i], centroids, norms);
            Cluster &cluster = clusters[labels[i]];
            cluster.moments.add(points[i]);
            cluster.opaque += picture.channels == 4 && color_at(picture, i).a == 255;
            inertia += squared_distance(points[i], point_of(cluster.centroid));
        }
    }

    std::vector<Point> points;
    std::vector<std::size_t> labels;  // of the pixels
    std::vector<Cluster> clusters;
    std::uint64_t inertia = 0;
};

// What the rule says, by counting single pixels: the cluster and the fill of each entry.
std::map<std::size_t, quant_color> expected_fills(const Picture &picture, const Grouped &grouped,
                                                  const GivenColors &given) {
    const ColorSpace space;
    std::vector<std::map<std::tuple<int, int, int, int>, std::pair<int, std::size_t>>> found(
        grouped.clusters.size());
    for (std::size_t i = 0; i < grouped.labels.size(); ++i) {
        auto &[count, place] = found[grouped.labels[i]][key(color_at(picture, i))];
        ++count;
        place = i;
    }
    struct Candidate {
        int count;
        std::uint64_t place_key;
        std::size_t cluster, place;
    };
    std::vector<Candidate> candidates;
    for (std::size_t k = 0; k < found.size(); ++k)
        for (const auto &[color, fill] : found[k])
            if (fill.first >= 8 && fill.first * 4096.0 >= double(grouped.points.size()) &&
                fill.first >= double(grouped.clusters[k].moments.n) * 2 / 3)
                candidates.push_back(
                    {fill.first, point_key(grouped.points[fill.second]), k, fill.second});
    std::ranges::sort(candidates, {}, [](const Candidate &candidate) {
        return std::pair(-candidate.count, candidate.place_key);
    });
    double room = double(grouped.inertia) / 150;
    std::map<std::size_t, quant_color> fills;
    for (const Candidate &candidate : candidates) {
        const bool has_alpha = picture.channels == 4;
        const auto entry =
            entry_color(grouped.clusters[candidate.cluster], given, space, has_alpha, 8);
        const Point before = space.point_of(entry, 16, has_alpha);
        double rise = 0;
        for (std::size_t i = 0; i < grouped.points.size(); ++i)
            if (grouped.labels[i] == candidate.cluster)
                rise +=
                    double(squared_distance(grouped.points[i], grouped.points[candidate.place])) -
                    double(squared_distance(grouped.points[i], before));
        const Cluster &cluster = grouped.clusters[candidate.cluster];
        const quant_color color = color_at(picture, candidate.place);
        const bool shows_through =
            color.a < 255 && double(cluster.opaque) >= double(cluster.moments.n) / 10;
        if (rise > room || shows_through) continue;
        room -= std::max(rise, 0.0);
        fills[candidate.cluster] = color;
    }
    return fills;
}

// Returns a picture whose rows go from black to a color.
Picture gradient(int r, int g, int b) {
    Picture picture{"gradient", 512, 32, 3, {}};
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 512; ++x)
            for (const int end : {r, g, b})
                picture.pixels.push_back(static_cast<std::uint8_t>(end * x / 511));
    return picture;
}

// Checks the fills of clusters against those of single pixels. Returns how many entries change.
std::size_t check_fills(const Picture &picture, unsigned colors) {
    const Histogram histogram(ImageView(picture.view()), team_of(1));
    Grouped grouped(picture, histogram, colors);
    const ColorSpace space;
    const GivenColors given(with(colors), histogram, space);
    const auto expected = expected_fills(picture, grouped, given);
    const std::vector<Cluster> before = grouped.clusters;
    find_flat_fills(histogram, space, given, {}, grouped.inertia, 8, team_of(1), grouped.clusters);
    std::size_t changed = 0;
    for (std::size_t k = 0; k < before.size(); ++k) {
        const auto &fill = grouped.clusters[k].fill;
        BOOST_REQUIRE(fill.has_value() == expected.contains(k));
        if (!fill) continue;
        BOOST_TEST((key(in_8_bits(*fill)) == key(expected.at(k))));
        const auto mean = entry_color(before[k], given, space, histogram.has_alpha(), 8);
        changed += key(mean) != key(*fill);
    }
    return changed;
}

BOOST_AUTO_TEST_SUITE(flat_fills_tests)

BOOST_AUTO_TEST_CASE(the_largest_fills_of_a_map_are_exact) {
    for (const unsigned channels : {3U, 4U})
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const Picture picture = map_tile(seed, channels);
            for (int space = 0; quant_space_name(space); ++space)
                BOOST_TEST_CONTEXT(channels << " " << seed << " " << quant_space_name(space))
            BOOST_TEST(exact_fills(picture, with(32, space)) == 10U);
        }
    for (const quant_preset preset : {QUANT_PRESET_INSTANT, QUANT_PRESET_FAST, QUANT_PRESET_BEST}) {
        quant::Options options(preset);
        options.colors = 32;
        BOOST_TEST(exact_fills(map_tile(5, 3, 240), options) == 10U);
    }
}

BOOST_AUTO_TEST_CASE(two_tiles_get_the_same_fills) {
    const Picture first = map_tile(1, 3), second = map_tile(2, 3);
    const auto one = run(first.view(), with(26)), two = run(second.view(), with(26));
    std::size_t common_fills = 0;
    for (const std::size_t place : largest_fills(first, 10)) {
        const auto is_it = [&](const quant_color &other) {
            return key(other) == key(color_at(first, place));
        };
        std::size_t pixels = 0;
        for (std::size_t i = 0; i < second.width * second.height; ++i)
            pixels += is_it(color_at(second, i));
        if (pixels < 100) continue;
        ++common_fills;
        BOOST_TEST(std::ranges::count_if(one.palette(), is_it) == 1);
        BOOST_TEST(std::ranges::count_if(two.palette(), is_it) == 1);
    }
    BOOST_TEST(common_fills >= 8U);
}

BOOST_AUTO_TEST_CASE(fills_are_those_of_a_count_of_single_pixels) {
    std::size_t changed = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
        for (const unsigned channels : {3U, 4U})
            for (const unsigned colors : {4U, 12U, 32U, 100U})
                changed += check_fills(map_tile(seed, channels, 100), colors);
    BOOST_TEST(changed > 20U);
    for (const Picture &picture : quant::test::mixed())
        if (picture.channels == 3)
            for (const unsigned colors : {5U, 30U}) check_fills(picture, colors);
}

BOOST_AUTO_TEST_CASE(photographs_and_gradients_do_not_change) {
    for (const unsigned colors : {2U, 8U, 32U, 128U, 256U}) {
        BOOST_TEST(check_fills(quant::test::photo(120, 90), colors) == 0U);
        BOOST_TEST(check_fills(gradient(255, 255, 255), colors) == 0U);
        BOOST_TEST(check_fills(gradient(240, 90, 17), colors) == 0U);
        BOOST_TEST(check_fills(quant::test::noise(80, 80, 3), colors) == 0U);
    }
}

BOOST_AUTO_TEST_CASE(engines_threads_and_instruction_sets_agree) {
    for (const unsigned channels : {3U, 4U}) {
        const Picture picture = map_tile(3, channels);
        auto options = with(24, QUANT_SPACE_OKLAB);
        const auto first = run(picture.view(), options);
        for (int engine = 1; quant_engine_name(engine); ++engine)
            for (const unsigned threads : {1U, 3U}) {
                options.engine = engine;
                options.threads = threads;
                const auto other = run(picture.view(), options);
                check_same(first, other);
                BOOST_TEST(std::ranges::equal(first.indices(), other.indices()));
            }
        const char *const used = kernels().name;
        for (std::size_t i = 0; available_kernels(i); ++i) {
            BOOST_REQUIRE(select_isa(available_kernels(i)->name));
            check_same(first, run(picture.view(), options));
        }
        BOOST_REQUIRE(select_isa(used));
    }
}

BOOST_AUTO_TEST_CASE(a_tally_gets_the_palette_of_the_image) {
    for (const unsigned channels : {3U, 4U}) {
        const Picture picture = map_tile(2, channels, 90);
        const auto wide = odd(picture);
        for (const quant_image &image : {quant_image(picture.view()), image_of(picture, wide)})
            for (int space = 0; quant_space_name(space); ++space)
                for (const unsigned bits : {8U, 16U}) {
                    auto options = with(20, space);
                    options.palette_bits = bits;
                    check_same(run(image, options), common({image}, options));
                }
    }
}

BOOST_AUTO_TEST_CASE(fills_of_16_bits_are_exact) {
    for (const unsigned channels : {3U, 4U}) {
        const Picture picture = map_tile(1, channels);
        const auto wide = odd(picture);
        for (int space = 0; quant_space_name(space); ++space) {
            auto options = with(40, space);
            options.palette_bits = 16;
            const auto result = run(image_of(picture, wide), options);
            const auto narrow = run(picture.view(), options);
            for (const std::size_t place : largest_fills(picture, 10)) {
                const std::uint16_t *p = &wide[place * channels];
                const quant_color16 color{p[0], p[1], p[2],
                                          channels == 4 ? p[3] : std::uint16_t{65535}};
                BOOST_TEST((key(result.palette16()[result.indices()[place]]) == key(color)));
                BOOST_TEST((key(narrow.palette16()[narrow.indices()[place]]) ==
                            key(in_16_bits(color_at(picture, place)))));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(weights_do_not_decide) {
    auto options = with(32);
    options.protect = 0.5;
    BOOST_TEST(exact_fills(map_tile(1, 3), options) == 10U);
    const Picture picture = map_tile(2, 3);
    const auto area = picture.width * picture.height;
    std::vector<std::uint8_t> importance(area);
    for (std::size_t i = 0; i < area; ++i) importance[i] = i % 160 < 80 ? 255 : 20;
    options = with(32);
    options.importance = importance.data();
    options.importance_stride_bytes = 160;
    BOOST_TEST(exact_fills(picture, options) == 10U);
}

BOOST_AUTO_TEST_CASE(given_colors_stay_as_they_are) {
    const Picture picture = map_tile(1, 3);
    const std::vector<quant_color> near{{242, 239, 234, 255}, {170, 212, 223, 255}};
    auto options = with(32);
    options.keep = near.data();
    options.keep_size = near.size();
    const auto result = run(picture.view(), options);
    for (const quant_color &color : near)
        BOOST_TEST(std::ranges::count_if(result.palette(), [&](const quant_color &other) {
                       return key(other) == key(color);
                   }) == 1);
    options = with(32);
    options.palette = near.data();
    options.palette_size = near.size();
    const auto onto = run(picture.view(), options);
    for (std::size_t k = 0; k < near.size(); ++k)
        BOOST_TEST((key(onto.palette()[k]) == key(near[k])));
}

BOOST_AUTO_TEST_CASE(a_fill_that_another_entry_has_is_left_out) {
    // The mean of the first cluster, 100.57, becomes 101. That of the second one is farther from
    // the fill, but becomes its color.
    const auto color = [](int r, int g, int b) {
        const auto x = [](int v) { return static_cast<std::int16_t>(v * kPointScale); };
        return Point{{x(r), x(g), x(b), 0}};
    };
    const std::vector<WeightedColor> first{{color(100, 100, 100), 20}, {color(102, 100, 100), 8}},
        second{{color(99, 99, 100), 2}, {color(100, 100, 100), 1}, {color(100, 100, 101), 2}};
    std::vector<Cluster> clusters;
    std::vector<WeightedColor> colors;
    for (const auto &part : {first, second}) {
        Moments moments;
        for (const WeightedColor &one : part) moments.add(one.point, one.weight);
        clusters.push_back({centroid_of(moments), kNotGiven, moments, 0, {}});
        colors.insert(colors.end(), part.begin(), part.end());
    }
    const ColorSpace space;
    for (const bool both : {false, true}) {
        const Histogram histogram(both ? colors : first, false);
        const GivenColors given(with(2), histogram, space);
        std::vector<Cluster> some(clusters.begin(), clusters.begin() + (both ? 2 : 1));
        find_flat_fills(histogram, space, given, {}, 1U << 30, 8, team_of(1), some);
        BOOST_TEST(some[0].fill.has_value() == !both);
    }
}

BOOST_AUTO_TEST_CASE(entries_differ_and_are_used_and_map_again_alike) {
    std::vector<Picture> pictures = quant::test::mixed();
    pictures.push_back(map_tile(4, 3, 90));
    pictures.push_back(map_tile(4, 4, 90));
    for (const Picture &picture : pictures)
        for (int space = 0; quant_space_name(space); ++space)
            for (const unsigned colors : {6U, 100U}) {
                auto options = with(colors, space);
                const auto result = run(picture.view(), options);
                std::vector<std::tuple<int, int, int, int>> keys;
                for (const auto &color : result.palette()) keys.emplace_back(key(color));
                std::ranges::sort(keys);
                BOOST_TEST((std::ranges::adjacent_find(keys) == keys.end()));
                BOOST_TEST(std::ranges::count(result.counts(), 0U) == 0);
                options.palette = result.palette().data();
                options.palette_size = result.palette().size();
                BOOST_TEST(
                    std::ranges::equal(result.indices(), run(picture.view(), options).indices()));
            }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
