// Tests that ordered dithering keeps the mean of each color, with flat pictures whose mixes can be
// counted, and compares mixes with a slow search in doubles.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "color/rgb_space.h"
#include "libquant/hash.h"
#include "libquant/map/dithered.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Colors;
using quant::test::hash_of;
using quant::test::Indices;
using quant::test::Picture;
using quant::test::team_of;
using Color = std::array<std::uint8_t, 3>;
using Mean = std::array<double, 3>;

// A method with its options, and the number of levels of its mask.
struct Method {
    quant_dither dither;
    unsigned side;
    int levels;
};

const Method kBlueNoise{QUANT_DITHER_BLUE_NOISE, 0, 4096};
const std::vector<Method> kOrdered{kBlueNoise,
                                   {QUANT_DITHER_BAYER, 2, 4},
                                   {QUANT_DITHER_BAYER, 4, 16},
                                   {QUANT_DITHER_BAYER, 8, 64},
                                   {QUANT_DITHER_BAYER, 16, 256}};

const Colors kBlackWhite{{0, 0, 0, 255}, {255, 255, 255, 255}};

std::ostream &operator<<(std::ostream &out, const Method &method) {
    return out << quant_dither_name(method.dither) << ' ' << method.side;
}

Indices dithered(const quant_image &image, const Colors &palette, const Method &method,
                 int space = QUANT_SPACE_SRGB, double strength = 1, unsigned threads = 1) {
    quant::Options options;
    options.dither = method.dither;
    options.bayer_size = method.side;
    options.dither_space = space;
    options.dither_strength = strength;
    return quant::test::dithered(image, palette, options, team_of(threads));
}

Picture filled(const Color &color) {
    Picture picture{"filled", 64, 64, 3, {}};
    for (std::size_t i = 0; i < 64 * 64; ++i)
        picture.pixels.insert(picture.pixels.end(), color.begin(), color.end());
    return picture;
}

Picture gray(int value) {
    const auto v = static_cast<std::uint8_t>(value);
    return filled({v, v, v});
}

// Returns the position of a color in a space, in 8-bit steps of its coordinates.
Mean position_of(const Color &color, const DitherSpace &space) {
    Point point;
    space.load_points(ImageView(quant_image{color.data(), 1, 1, 3, 3, 8}), 0, 1, &point);
    Mean mean;
    for (std::size_t d = 0; d < 3; ++d) mean[d] = point.x[d] / double(kPointScale);
    return mean;
}

std::vector<Mean> positions_of(const Colors &palette, const DitherSpace &space) {
    std::vector<Mean> positions;
    for (const quant_color &c : palette) positions.push_back(position_of({c.r, c.g, c.b}, space));
    return positions;
}

Mean mean_of(const Indices &indices, const std::vector<Mean> &positions) {
    Mean mean{};
    for (const std::uint8_t index : indices)
        for (std::size_t d = 0; d < 3; ++d)
            mean[d] += positions[index][d] / static_cast<double>(indices.size());
    return mean;
}

// Returns the largest difference of a coordinate.
double apart(const Mean &a, const Mean &b) {
    double most = 0;
    for (std::size_t d = 0; d < 3; ++d) most = std::max(most, std::abs(a[d] - b[d]));
    return most;
}

double dot(const Mean &a, const Mean &b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Mean minus(const Mean &a, const Mean &b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

// Returns the point of the hull next to a color, by many steps of Frank and Wolfe that also take
// from the entry farthest the other way.
Mean nearest_in_hull(const Mean &p, const std::vector<Mean> &entries) {
    std::vector<double> shares(entries.size());
    shares[0] = 1;
    Mean mean = entries[0];
    for (int step = 0; step < 20000; ++step) {
        const Mean error = minus(p, mean);
        std::size_t to = 0, from = entries.size();
        for (std::size_t k = 0; k < entries.size(); ++k) {
            const double along = dot(error, entries[k]);
            if (along > dot(error, entries[to])) to = k;
            if (shares[k] > 0 && (from == entries.size() || along < dot(error, entries[from])))
                from = k;
        }
        const Mean way = minus(entries[to], entries[from]);
        const double gain = dot(error, way);
        if (gain < 1e-9) break;
        const double share = std::min(shares[from], gain / dot(way, way));
        shares[to] += share;
        shares[from] = share == shares[from] ? 0 : shares[from] - share;
        for (std::size_t d = 0; d < 3; ++d) mean[d] += share * way[d];
    }
    return mean;
}

// Calls check(palette, random) for palettes of 4 to 64 colors.
template <typename F>
void for_palettes(int rounds, F &&check) {
    Random random(8);
    const auto byte = [&] { return static_cast<std::uint8_t>(random.below(256)); };
    for (int round = 0; round < rounds; ++round) {
        Colors palette;
        const std::size_t size = 4 + random.below(61);
        for (std::size_t k = 0; k < size; ++k) palette.push_back({byte(), byte(), byte(), 255});
        check(palette, random);
    }
}

BOOST_AUTO_TEST_SUITE(dither_ordered_tests)

BOOST_AUTO_TEST_CASE(black_and_white_have_the_mean_of_each_gray) {
    for (const Method &method : kOrdered) {
        // Half of the distance between two mixes; 4096 levels are finer than needed.
        const double bound = method.levels == 4096 ? 0.5 : 255.0 / (2 * method.levels);
        double bias = 0;
        for (int v = 0; v < 256; ++v) {
            const Indices indices = dithered(gray(v).view(), kBlackWhite, method);
            const double mean = 255.0 * static_cast<double>(std::ranges::count(indices, 1)) / 4096;
            BOOST_TEST_CONTEXT(method << " gray " << v << " became " << mean)
            BOOST_TEST(std::abs(mean - v) <= bound);
            bias += (mean - v) / 256;
        }
        BOOST_TEST(std::abs(bias) < 0.05);
    }
}

BOOST_AUTO_TEST_CASE(in_other_spaces_the_mean_is_that_of_their_coordinates) {
    for (const int space : {QUANT_SPACE_OKLAB, QUANT_SPACE_LAB, QUANT_SPACE_LINEAR}) {
        const DitherSpace coordinates(space, RgbSpace::srgb(), false);
        const auto entries = positions_of(kBlackWhite, coordinates);
        for (int v = 0; v < 256; v += 3) {
            const auto u = static_cast<std::uint8_t>(v);
            const Mean wanted = position_of({u, u, u}, coordinates);
            for (const Method &method : kOrdered) {
                const Indices indices = dithered(gray(v).view(), kBlackWhite, method, space);
                const double bound = std::max(0.5, 255.0 / (2 * method.levels) + 0.05);
                BOOST_TEST_CONTEXT(method << " in space " << space << " gray " << v)
                BOOST_TEST(apart(mean_of(indices, entries), wanted) <= bound);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(colors_within_the_palettes_hull_keep_their_mean) {
    for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB}) {
        const DitherSpace coordinates(space, RgbSpace::srgb(), false);
        Mean bias{};
        int count = 0;
        for_palettes(40, [&](const Colors &palette, Random &random) {
            const auto entries = positions_of(palette, coordinates);
            for (int i = 0; i < 4; ++i) {
                // A mix in sRGB can lie beyond the hull in another space.
                std::array<std::uint32_t, 5> parts{};
                std::array<std::uint32_t, 3> sums{};
                std::uint32_t all = 0;
                for (std::uint32_t &part : parts) {
                    const quant_color &c = palette[random.below(palette.size())];
                    all += part = 1 + static_cast<std::uint32_t>(random.below(100));
                    sums[0] += part * c.r, sums[1] += part * c.g, sums[2] += part * c.b;
                }
                Color color;
                for (std::size_t d = 0; d < 3; ++d)
                    color[d] = static_cast<std::uint8_t>(sums[d] / all);
                const Mean wanted = position_of(color, coordinates);
                if (apart(nearest_in_hull(wanted, entries), wanted) > 0.02) continue;
                const Picture picture = filled(color);
                for (const Method &method : kOrdered) {
                    const double bound = std::max(0.5, 255.0 / (2 * method.levels)) + 1;
                    const Mean mean =
                        mean_of(dithered(picture.view(), palette, method, space), entries);
                    BOOST_TEST_CONTEXT(method << " in space " << space << ", " << palette.size())
                    BOOST_TEST(apart(mean, wanted) <= bound);
                    if (method.levels != 4096) continue;
                    ++count;
                    for (std::size_t d = 0; d < 3; ++d) bias[d] += mean[d] - wanted[d];
                }
            }
        });
        BOOST_TEST(count > 80);
        for (const double sum : bias) BOOST_TEST(std::abs(sum / count) < 0.25);
    }
}

BOOST_AUTO_TEST_CASE(colors_beyond_the_hull_are_near_its_nearest_point) {
    const DitherSpace coordinates(QUANT_SPACE_SRGB, RgbSpace::srgb(), false);
    int beyond = 0;
    for_palettes(60, [&](Colors palette, Random &random) {
        // Leaves room around the palette.
        for (quant_color &c : palette)
            for (std::uint8_t *v : {&c.r, &c.g, &c.b}) *v = static_cast<std::uint8_t>(64 + *v / 2);
        const auto entries = positions_of(palette, coordinates);
        for (int i = 0; i < 4; ++i) {
            const auto byte = [&] { return static_cast<std::uint8_t>(random.below(256)); };
            const Color color{byte(), byte(), byte()};
            const Mean p = position_of(color, coordinates);
            const Mean nearest = nearest_in_hull(p, entries);
            const double least = std::sqrt(dot(minus(p, nearest), minus(p, nearest)));
            if (least < 4) continue;
            ++beyond;
            const Mean mean = mean_of(dithered(filled(color).view(), palette, kBlueNoise), entries);
            // The sum that mixes minimize cannot be more than at the nearest entry, and the error
            // cannot be less than the distance to the hull.
            double single = 1e9;
            for (const Mean &e : entries) single = std::min(single, dot(minus(p, e), minus(p, e)));
            const double error = dot(minus(p, mean), minus(p, mean));
            BOOST_TEST(error >= least * least - 1);
            BOOST_TEST(error * 15 / 16 <= single - least * least / 16 + 1);
        }
    });
    BOOST_TEST(beyond > 80);
}

BOOST_AUTO_TEST_CASE(a_ramp_has_no_bias) {
    Picture ramp{"ramp", 512, 64, 3, {}};
    for (std::size_t i = 0; i < 512 * 64; ++i)
        ramp.pixels.insert(ramp.pixels.end(), 3, static_cast<std::uint8_t>(i % 512 / 2));
    const Colors grays{
        {0, 0, 0, 255}, {85, 85, 85, 255}, {170, 170, 170, 255}, {255, 255, 255, 255}};
    for (const Colors &palette : {kBlackWhite, grays}) {
        for (const Method &method : kOrdered) {
            double sum = 0;
            const Indices indices = dithered(ramp.view(), palette, method);
            for (std::size_t i = 0; i < indices.size(); ++i)
                sum += palette[indices[i]].r - static_cast<double>(i % 512 / 2);
            BOOST_TEST_CONTEXT(method)
            BOOST_TEST(std::abs(sum / static_cast<double>(indices.size())) < 0.5);
        }
    }
}

BOOST_AUTO_TEST_CASE(exact_colors_stay_flat) {
    for_palettes(20, [&](const Colors &palette, Random &random) {
        for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const std::size_t entry = random.below(palette.size());
            const quant_color &c = palette[entry];
            for (const Method &method : kOrdered) {
                const Indices indices =
                    dithered(filled({c.r, c.g, c.b}).view(), palette, method, space);
                BOOST_TEST(std::ranges::all_of(indices, [&](std::uint8_t index) {
                    return palette[index].r == c.r && palette[index].g == c.g &&
                           palette[index].b == c.b;
                }));
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(less_strength_makes_less_noise) {
    Random random(5);
    for_palettes(30, [&](const Colors &palette, Random &) {
        const Color color{std::uint8_t(random.below(256)), std::uint8_t(random.below(256)),
                          std::uint8_t(random.below(256))};
        double last = 1e9;
        for (const double strength : {1.0, 0.5, 1.0 / 1024}) {
            double noise = 0;
            for (const std::uint8_t index :
                 dithered(filled(color).view(), palette, kBlueNoise, QUANT_SPACE_SRGB, strength)) {
                const quant_color &c = palette[index];
                noise += std::pow(c.r - color[0], 2) + std::pow(c.g - color[1], 2) +
                         std::pow(c.b - color[2], 2);
            }
            // A mix of more strength may have less noise by the little that ends a search.
            BOOST_TEST(noise <= last * 1.02 + 4096);
            last = noise;
        }
        double nearest = 1e9;
        for (const quant_color &c : palette)
            nearest = std::min(nearest, std::pow(c.r - color[0], 2) + std::pow(c.g - color[1], 2) +
                                            std::pow(c.b - color[2], 2));
        BOOST_TEST(last <= 4096 * (nearest * 1.01 + 1));
    });
}

// Alpha is a fourth coordinate of the mean. The palette has each corner of a small box in color, at
// two alphas.
BOOST_AUTO_TEST_CASE(translucent_colors_keep_their_alpha) {
    Colors palette;
    for (const int alpha : {100, 220})
        for (const int g : {60, 90})
            for (const int r : {50, 95})
                palette.push_back({std::uint8_t(r), std::uint8_t(g), 80, std::uint8_t(alpha)});
    for (const int alpha : {120, 160, 200}) {
        Picture picture{"translucent", 64, 64, 4, {}};
        for (std::size_t i = 0; i < 4096; ++i)
            picture.pixels.insert(picture.pixels.end(), {70, 75, 80, std::uint8_t(alpha)});
        const DitherSpace coordinates(QUANT_SPACE_SRGB, RgbSpace::srgb(), true);
        Point wanted;
        coordinates.load_points(ImageView(picture.view()), 0, 1, &wanted);
        for (const Method &method : kOrdered) {
            std::array<double, 4> mean{};
            for (const std::uint8_t index : dithered(picture.view(), palette, method)) {
                const Point entry = coordinates.point_of(in_16_bits(palette[index]));
                for (std::size_t d = 0; d < 4; ++d) mean[d] += entry.x[d] / 4096.0;
            }
            const double bound = std::max(0.5, 255.0 / (2 * method.levels)) + 1;
            for (std::size_t d = 0; d < 4; ++d) {
                BOOST_TEST_CONTEXT(method << " alpha " << alpha << " coordinate " << d)
                BOOST_TEST(std::abs(mean[d] - wanted.x[d]) <= kPointScale * bound);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(opaque_and_transparent_pixels_get_no_entries_between) {
    Picture picture = quant::test::noise(128, 64, 4);
    for (std::size_t i = 0; i < 128 * 64; ++i) {
        std::uint8_t *p = &picture.pixels[4 * i];
        for (std::size_t d = 0; d < 3; ++d) p[d] = static_cast<std::uint8_t>(90 + p[d] % 32);
        p[3] = i % 128 >= 64 ? 255 : 0;
    }
    // A mix with a translucent gray would be nearer to many of the opaque colors.
    const Colors palette{
        {0, 0, 0, 0}, {105, 105, 105, 80}, {150, 150, 150, 200}, {100, 100, 100, 255}};
    for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB, QUANT_SPACE_LINEAR}) {
        for (const Method &method : kOrdered) {
            const Indices indices = dithered(picture.view(), palette, method, space);
            for (std::size_t i = 0; i < indices.size(); ++i)
                BOOST_REQUIRE_EQUAL(indices[i], i % 128 >= 64 ? 3 : 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_make_no_difference) {
    const Picture picture = quant::test::photo(400, 301);
    for_palettes(3, [&](const Colors &palette, Random &) {
        for (const Method &method : kOrdered) {
            const Indices one = dithered(picture.view(), palette, method, QUANT_SPACE_OKLAB);
            for (const unsigned threads : {2U, 3U, 8U})
                BOOST_TEST((dithered(picture.view(), palette, method, QUANT_SPACE_OKLAB, 1,
                                     threads) == one));
        }
    });
}

BOOST_AUTO_TEST_CASE(the_same_picture_gives_the_same_indices_on_every_machine) {
    // Recorded on the first machine; a difference breaks the promise of equal results.
    const Picture photo = quant::test::photo(150, 150);
    const Picture soft = quant::test::noise(50, 41, 4);
    Random random(2);
    const auto byte = [&] { return static_cast<std::uint8_t>(random.below(256)); };
    Colors palette, soft_palette;
    for (int k = 0; k < 40; ++k) {
        const std::uint8_t r = byte(), g = byte(), b = byte();
        palette.push_back({r, g, b, 255});
        soft_palette.push_back({r, g, b, byte()});
    }
    BOOST_TEST(hash_of(dithered(photo.view(), palette, kBlueNoise)) == 0xC87483B8AF18F3B7U);
    BOOST_TEST(hash_of(dithered(photo.view(), palette, kBlueNoise, QUANT_SPACE_OKLAB, 0.7)) ==
               0xA4DBCDB1E481F2D5U);
    BOOST_TEST(hash_of(dithered(soft.view(), soft_palette, kOrdered[3])) == 0x3CC6EDBF0B0B09F8U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
