// Compares dithering with a textbook form and with arithmetic, and tests that the result does not
// depend on threads, layout, depth or machine.
#include "map/dither.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "cluster/entries.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;
using Indices = std::vector<std::uint8_t>;
using Colors = std::vector<quant_color>;

constexpr quant_dither kMethods[] = {QUANT_DITHER_FLOYD_STEINBERG, QUANT_DITHER_BLUE_NOISE,
                                     QUANT_DITHER_BAYER};

const Colors kGrays{{0, 0, 0, 255}, {85, 85, 85, 255}, {170, 170, 170, 255}, {255, 255, 255, 255}};

std::vector<quant_color16> in_16_bits(const Colors &palette) {
    std::vector<quant_color16> wide;
    for (const quant_color &c : palette) wide.push_back(quant::core::in_16_bits(c));
    return wide;
}

Indices dithered(const quant_image &image, const Colors &palette, const quant_options &options,
                 Team &team) {
    auto wide = in_16_bits(palette);
    Indices indices(image.width * image.height);
    dither(ImageView(image), wide, options, team, indices.data());
    return indices;
}

Indices dithered(const quant_image &image, const Colors &palette, quant_dither method,
                 double strength = 1, unsigned threads = 1) {
    quant::Options options;
    options.dither = method;
    options.dither_strength = strength;
    return dithered(image, palette, options, team_of(threads));
}

quant::Quantized run(const quant_image &image, unsigned colors, int method, double strength = 1,
                     unsigned threads = 0) {
    quant::Options options;
    options.colors = colors;
    options.dither = method;
    options.dither_strength = strength;
    options.threads = threads;
    return quant::quantize(image, options).value();
}

Picture filled(std::size_t width, std::size_t height, std::vector<std::uint8_t> color) {
    Picture picture{"filled", width, height, static_cast<unsigned>(color.size()), {}};
    for (std::size_t i = 0; i < width * height; ++i)
        picture.pixels.insert(picture.pixels.end(), color.begin(), color.end());
    return picture;
}

Picture crop(const Picture &from, std::size_t x0, std::size_t width) {
    Picture picture{from.name, width, from.height, from.channels, {}};
    for (std::size_t y = 0; y < from.height; ++y) {
        const auto row = from.pixels.begin() +
                         static_cast<std::ptrdiff_t>((y * from.width + x0) * from.channels);
        picture.pixels.insert(picture.pixels.end(), row,
                              row + static_cast<std::ptrdiff_t>(width * from.channels));
    }
    return picture;
}

// A kernel as it is published: x, y and weight of each share, and the sum of weights that would
// pass on a whole error. Each passes on 7/8 of what it would, but for Atkinson's.
struct PublishedKernel {
    quant_dither method;
    std::vector<std::array<int, 3>> shares;
    int whole;
    double passed;
};
const PublishedKernel kKernels[] = {
    {QUANT_DITHER_FLOYD_STEINBERG, {{1, 0, 7}, {-1, 1, 3}, {0, 1, 5}, {1, 1, 1}}, 16, 0.875},
    {QUANT_DITHER_ATKINSON,
     {{1, 0, 1}, {2, 0, 1}, {-1, 1, 1}, {0, 1, 1}, {1, 1, 1}, {0, 2, 1}},
     8,
     1},
    {QUANT_DITHER_JARVIS,
     {{1, 0, 7},
      {2, 0, 5},
      {-2, 1, 3},
      {-1, 1, 5},
      {0, 1, 7},
      {1, 1, 5},
      {2, 1, 3},
      {-2, 2, 1},
      {-1, 2, 3},
      {0, 2, 5},
      {1, 2, 3},
      {2, 2, 1}},
     48,
     0.875},
    {QUANT_DITHER_STUCKI,
     {{1, 0, 8},
      {2, 0, 4},
      {-2, 1, 2},
      {-1, 1, 4},
      {0, 1, 8},
      {1, 1, 4},
      {2, 1, 2},
      {-2, 2, 1},
      {-1, 2, 2},
      {0, 2, 4},
      {1, 2, 2},
      {2, 2, 1}},
     42,
     0.875},
    {QUANT_DITHER_SIERRA,
     {{1, 0, 5},
      {2, 0, 3},
      {-2, 1, 2},
      {-1, 1, 4},
      {0, 1, 5},
      {1, 1, 4},
      {2, 1, 2},
      {-1, 2, 2},
      {0, 2, 3},
      {1, 2, 2}},
     32,
     0.875},
    {QUANT_DITHER_SIERRA_LITE, {{1, 0, 2}, {-1, 1, 1}, {0, 1, 1}}, 4, 0.875}};

using Vector = std::array<std::int64_t, 4>;

Vector vector_of(const Point &p) { return {p.x[0], p.x[1], p.x[2], p.x[3]}; }
std::int64_t squared_distance(const Vector &a, const Vector &b) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < 4; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
    return sum;
}

// Diffuses errors as in a textbook: gives each error to the neighbors at once, with the rules of
// docs/dithering.md.
class Textbook {
public:
    Textbook(const Picture &picture, const Colors &palette, int space)
        : view_(picture.view()), palette_(palette), space_(space, view_.has_alpha()) {
        points_.resize(view_.pixels());
        space_.load_points(view_, 0, points_.size(), points_.data());
        for (const quant_color16 &c : in_16_bits(palette))
            entries_.push_back(vector_of(space_.point_of(c)));
    }

    Indices diffused(const PublishedKernel &kernel, int strength, bool serpentine) const {
        const auto width = static_cast<std::ptrdiff_t>(view_.width());
        const auto height = static_cast<std::ptrdiff_t>(view_.height());
        const std::int64_t factor =
            std::lround(strength / 1024.0 * kernel.passed / kernel.whole * 16384);
        std::vector<Vector> received(points_.size());
        Indices indices(points_.size());
        for (std::ptrdiff_t y = 0; y < height; ++y) {
            const std::ptrdiff_t ahead = serpentine && y % 2 != 0 ? -1 : 1;
            for (std::ptrdiff_t i = 0; i < width; ++i) {
                const std::ptrdiff_t x = ahead == 1 ? i : width - 1 - i;
                const auto at = static_cast<std::size_t>(y * width + x);
                const Vector p = vector_of(points_[at]);
                if (is_settled(at, indices[at])) continue;
                Vector sought;
                for (std::size_t d = 0; d < 4; ++d) {
                    // The sum is rounded to the nearest integer.
                    const std::int64_t sum = received[at][d] + 8192;
                    const std::int64_t error = (sum - (sum % 16384 + 16384) % 16384) / 16384;
                    sought[d] = std::clamp<std::int64_t>(p[d] + error, 0, space_.most()[d]);
                }
                const bool is_opaque = p[3] == space_.most()[3];
                if (is_opaque) sought[3] = p[3];
                indices[at] = nearest_entry(sought, is_opaque);
                for (const auto &[dx, dy, weight] : kernel.shares) {
                    const std::ptrdiff_t to_x = x + ahead * dx, to_y = y + dy;
                    if (to_x < 0 || to_x >= width || to_y >= height) continue;
                    for (std::size_t d = 0; d < 4; ++d) {
                        // An opaque pixel makes no error of alpha.
                        if (d == 3 && p[3] == space_.most()[3]) continue;
                        received[static_cast<std::size_t>(to_y * width + to_x)][d] +=
                            weight * factor * (sought[d] - entries_[indices[at]][d]);
                    }
                }
            }
        }
        return indices;
    }

private:
    // An opaque pixel gets an opaque entry if there is one.
    std::uint8_t nearest_entry(const Vector &v, bool is_opaque) const {
        const auto can_be = [&](const Vector &e) { return !is_opaque || e[3] == space_.most()[3]; };
        std::size_t best = entries_.size();
        for (std::size_t k = 0; k < entries_.size(); ++k)
            if (can_be(entries_[k]) &&
                (best == entries_.size() ||
                 squared_distance(v, entries_[k]) < squared_distance(v, entries_[best])))
                best = k;
        return best < entries_.size() ? static_cast<std::uint8_t>(best) : nearest_entry(v, false);
    }

    // A pixel is settled if it is fully transparent, or one of eight equal neighbors in a row whose
    // color is in the palette to within one step.
    bool is_settled(std::size_t at, std::uint8_t &index) const {
        std::uint64_t color;
        view_.load_colors(at, 1, &color);
        const auto channel = [&](unsigned c) { return static_cast<int>(color >> 16 * c & 0xFFFF); };
        const bool is_opaque = points_[at].x[3] == space_.most()[3];
        const std::uint8_t entry = nearest_entry(vector_of(points_[at]), is_opaque);
        if (view_.has_alpha() && channel(3) == 0) {
            index = entry;
            return true;
        }
        const std::size_t begin = at - at % view_.width(), end = begin + view_.width();
        std::size_t first = at, last = at;
        while (first > begin && points_[first - 1] == points_[at]) --first;
        while (last + 1 < end && points_[last + 1] == points_[at]) ++last;
        if (last - first + 1 < 8) return false;
        const quant_color &to = palette_[entry];
        const int values[] = {to.r, to.g, to.b, to.a};
        for (unsigned c = 0; c < 4; ++c)
            if (std::abs(channel(c) - values[c]) > 1) return false;
        index = entry;
        return true;
    }

    ImageView view_;
    Colors palette_;
    DitherSpace space_;
    std::vector<Point> points_;
    std::vector<Vector> entries_;
};

// Returns the colors of some pixels.
Colors some_colors(const Picture &picture, std::size_t count, Random &random) {
    const ImageView view(picture.view());
    Colors colors;
    for (std::size_t k = 0; k < count; ++k) {
        std::uint64_t color;
        view.load_colors(random.below(view.pixels()), 1, &color);
        const auto channel = [&](unsigned c) { return static_cast<std::uint8_t>(color >> 16 * c); };
        colors.push_back({channel(0), channel(1), channel(2), channel(3)});
    }
    return colors;
}

quant::Options options_for(quant_dither method, int space, int strength, bool serpentine) {
    quant::Options options;
    options.dither = method;
    options.dither_space = space;
    options.dither_strength = strength / 1024.0;
    options.serpentine = serpentine ? 1 : 0;
    return options;
}

BOOST_AUTO_TEST_SUITE(dither_tests)

BOOST_AUTO_TEST_CASE(error_diffusion_is_that_of_the_textbook) {
    Random random(4);
    for (const Picture &picture : quant::test::mixed()) {
        for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB}) {
            for (const std::size_t size : {1U, 2U, 3U, 20U, 200U}) {
                const Colors palette = some_colors(picture, size, random);
                const Textbook textbook(picture, palette, space);
                for (const PublishedKernel &kernel : kKernels) {
                    const int strength = size == 3 ? 700 : size == 2 ? 1 : 1024;
                    const bool serpentine = random.below(2) == 0;
                    BOOST_TEST_CONTEXT(picture.name << ' ' << space << ' ' << size << ' '
                                                    << quant_dither_name(kernel.method)
                                                    << (serpentine ? " serpentine" : "")) {
                        const auto options =
                            options_for(kernel.method, space, strength, serpentine);
                        const auto indices = dithered(picture.view(), palette, options, team_of(1));
                        BOOST_TEST((indices == textbook.diffused(kernel, strength, serpentine)));
                    }
                }
            }
        }
    }
}

// Each thread of these teams takes part, however small the picture is.
BOOST_AUTO_TEST_CASE(diffusion_by_several_threads_is_that_of_the_textbook_for_every_small_size) {
    Random random(6);
    Team two(2, {}, Team::Size::exactly), three(3, {}, Team::Size::exactly),
        eight(8, {}, Team::Size::exactly);
    for (std::size_t width = 1; width <= 20; ++width) {
        for (std::size_t height = 1; height <= 20; ++height) {
            const Picture picture =
                quant::test::noise(width, height, 3 + (width + height) % 2, width + 20 * height);
            const PublishedKernel &kernel = kKernels[random.below(std::size(kKernels))];
            const int space = width % 2 == 0 ? QUANT_SPACE_SRGB : QUANT_SPACE_OKLAB;
            const Colors palette = some_colors(picture, 1 + random.below(40), random);
            const Indices expected =
                Textbook(picture, palette, space).diffused(kernel, 1024, false);
            const auto options = options_for(kernel.method, space, 1024, false);
            for (Team *team : {&team_of(1), &two, &three, &eight})
                BOOST_REQUIRE((dithered(picture.view(), palette, options, *team) == expected));
        }
    }
}

// The rows are longer than what a thread does before it looks for the one above it, and runs of
// equal pixels begin and end everywhere.
BOOST_AUTO_TEST_CASE(long_rows_and_runs_are_those_of_the_textbook) {
    Random random(7);
    Picture picture = quant::test::noise(700, 33, 3);
    for (std::size_t i = 0; i < picture.pixels.size();) {
        const std::size_t run = 3 * (1 + random.below(random.below(2) == 0 ? 3 : 40));
        for (std::size_t end = std::min(i + run, picture.pixels.size()); i < end; ++i)
            picture.pixels[i] =
                i % run >= 3 && i >= 3 ? picture.pixels[i - 3] : picture.pixels[i] & 0xC0;
    }
    Team three(3, {}, Team::Size::exactly);
    const Colors palette = some_colors(picture, 30, random);
    for (const PublishedKernel &kernel : kKernels) {
        const Indices expected =
            Textbook(picture, palette, QUANT_SPACE_OKLAB).diffused(kernel, 1024, false);
        const auto options = options_for(kernel.method, QUANT_SPACE_OKLAB, 1024, false);
        for (Team *team : {&team_of(1), &three})
            BOOST_TEST((dithered(picture.view(), palette, options, *team) == expected));
    }
}

BOOST_AUTO_TEST_CASE(the_mean_of_a_gradient_stays) {
    // A ramp from left to right is mapped to four grays.
    Picture ramp{"ramp", 512, 64, 3, {}};
    for (std::size_t i = 0; i < 512 * 64; ++i)
        ramp.pixels.insert(ramp.pixels.end(), 3, static_cast<std::uint8_t>(i % 512 / 2));
    for (const quant_dither method : kMethods) {
        BOOST_TEST_CONTEXT(quant_dither_name(method)) {
            const Indices indices = dithered(ramp.view(), kGrays, method);
            for (std::size_t x0 = 0; x0 < 512; x0 += 64) {
                double sum = 0, wanted = 0;
                for (std::size_t y = 0; y < 64; ++y) {
                    for (std::size_t x = x0; x < x0 + 64; ++x) {
                        sum += kGrays[indices[y * 512 + x]].r;
                        wanted += static_cast<double>(x / 2);
                    }
                }
                // Of each error, an eighth is lost.
                const double slack = method == QUANT_DITHER_FLOYD_STEINBERG ? 3 : 1.5;
                BOOST_TEST(std::abs(sum - wanted) / 4096 < slack);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(flat_areas_of_palette_colors_stay_flat) {
    // Noise is beside, above and below the flat area, so that errors come from all sides.
    for (const int off : {0, 1}) {
        Picture picture = quant::test::noise(60, 60, 3);
        const auto is_flat = [](std::size_t i) {
            return i / 60 >= 20 && i / 60 < 40 && i % 60 > 7;
        };
        for (std::size_t i = 0; i < 3600; ++i)
            if (is_flat(i)) std::fill_n(&picture.pixels[3 * i], 3, std::uint8_t(170 + off));
        for (const quant_dither method : kMethods) {
            // Ordered dithers keep the mean even of colors that are so near to an entry.
            if (off == 1 && method != QUANT_DITHER_FLOYD_STEINBERG) continue;
            BOOST_TEST_CONTEXT(quant_dither_name(method) << " off by " << off) {
                const Indices indices = dithered(picture.view(), kGrays, method);
                for (std::size_t i = 0; i < 3600; ++i)
                    if (is_flat(i)) BOOST_REQUIRE_EQUAL(indices[i], 2);
            }
        }
    }
}

// One column is fully transparent: pixels on its left cannot change pixels on its right.
BOOST_AUTO_TEST_CASE(errors_do_not_cross_transparent_pixels) {
    Picture picture = quant::test::noise(41, 50, 4);
    for (std::size_t y = 0; y < 50; ++y) picture.pixels[(y * 41 + 20) * 4 + 3] = 0;
    Colors palette{{0, 0, 0, 0}, {255, 255, 255, 255}, {0, 0, 0, 255}, {200, 90, 30, 120}};
    for (const quant_dither method : kMethods) {
        for (const bool has_entry : {true, false}) {
            BOOST_TEST_CONTEXT(quant_dither_name(method) << ' ' << has_entry) {
                palette[0] = has_entry ? quant_color{} : quant_color{9, 9, 9, 30};
                const Indices all = dithered(picture.view(), palette, method);
                for (std::size_t y = 0; y < 50; ++y) BOOST_REQUIRE_EQUAL(all[y * 41 + 20], 0);
                if (method != QUANT_DITHER_FLOYD_STEINBERG) continue;
                const Indices left = dithered(crop(picture, 0, 20).view(), palette, method);
                const Indices right = dithered(crop(picture, 21, 20).view(), palette, method);
                for (std::size_t y = 0; y < 50; ++y) {
                    const auto row = all.begin() + static_cast<std::ptrdiff_t>(y * 41);
                    const auto part = static_cast<std::ptrdiff_t>(y * 20);
                    BOOST_REQUIRE(std::equal(row, row + 20, left.begin() + part));
                    BOOST_REQUIRE(std::equal(row + 21, row + 41, right.begin() + part));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(opaque_pixels_do_not_get_holes) {
    // The left half is translucent and the right half opaque; no color is exact or flat.
    Picture picture = quant::test::noise(128, 64, 4);
    for (std::size_t i = 0; i < 128 * 64; ++i) {
        std::uint8_t *p = &picture.pixels[4 * i];
        for (std::size_t d = 0; d < 3; ++d) p[d] = static_cast<std::uint8_t>(90 + p[d] % 32);
        if (i % 128 >= 64) p[3] = 255;
    }
    const Colors palette{
        {0, 0, 0, 0}, {105, 105, 105, 80}, {105, 105, 105, 190}, {100, 100, 100, 255}};
    for (const quant_dither method : kMethods) {
        BOOST_TEST_CONTEXT(quant_dither_name(method)) {
            const Indices indices = dithered(picture.view(), palette, method);
            double alpha = 0, wanted = 0;
            for (std::size_t i = 0; i < indices.size(); ++i) {
                if (i % 128 >= 64) BOOST_REQUIRE_EQUAL(indices[i], 3);
                alpha += palette[indices[i]].a;
                wanted += picture.pixels[4 * i + 3];
            }
            BOOST_TEST(std::abs(alpha - wanted) / (128 * 64) < 2);
        }
    }
    // Black lies beyond the opaque gray, and the translucent gray is nearly as near to it, so that
    // a mix of both would have less error.
    Picture black = filled(64, 64, {0, 0, 0, 255});
    black.pixels[4 * 4095 + 3] = 0;
    for (const quant_dither method : kMethods) {
        const Indices indices =
            dithered(black.view(), {palette[0], palette[1], palette[3]}, method);
        BOOST_TEST(std::ranges::count(indices, 2) == 4095);
    }
}

BOOST_AUTO_TEST_CASE(no_strength_is_no_dithering) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            const auto plain = run(picture.view(), 20, QUANT_DITHER_NONE);
            for (const quant_dither method : kMethods) {
                const auto none = run(picture.view(), 20, method, 0);
                BOOST_TEST(std::ranges::equal(none.indices(), plain.indices()));
                BOOST_TEST(none.stats().palette_mse == plain.stats().palette_mse);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_make_no_difference) {
    for (const Picture &picture : {quant::test::photo(400, 301), quant::test::noise(300, 200, 4),
                                   quant::test::photo(90, 1)}) {
        for (const quant_dither method : kMethods) {
            const auto one = run(picture.view(), 40, method, 0.9, 1);
            for (const unsigned threads : {2U, 3U, 8U}) {
                BOOST_TEST_CONTEXT(quant_dither_name(method) << ' ' << threads) {
                    const auto several = run(picture.view(), 40, method, 0.9, threads);
                    BOOST_TEST(std::ranges::equal(several.indices(), one.indices()));
                    BOOST_TEST(several.stats().palette_mse == one.stats().palette_mse);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(layout_and_depth_make_no_difference) {
    const Picture picture = quant::test::photo(61, 40);
    Picture gray = quant::test::noise(61, 40, 1), gray_as_rgb{"", 61, 40, 3, {}};
    for (const std::uint8_t v : gray.pixels)
        gray_as_rgb.pixels.insert(gray_as_rgb.pixels.end(), 3, v);
    const auto wide = quant::test::promoted(picture);
    // The rows are stored bottom-up, with padding.
    constexpr std::ptrdiff_t kStride = 61 * 3 + 7;
    std::vector<std::uint8_t> padded(40 * kStride, 99);
    for (std::size_t y = 0; y < 40; ++y)
        std::copy_n(&picture.pixels[y * 61 * 3], 61 * 3, &padded[(39 - y) * kStride]);
    for (const quant_dither method : kMethods) {
        BOOST_TEST_CONTEXT(quant_dither_name(method)) {
            const auto expected = run(picture.view(), 16, method);
            const auto same = [&](const quant_image &image) {
                return std::ranges::equal(run(image, 16, method).indices(), expected.indices());
            };
            BOOST_TEST(same({wide.data(), 61, 40, 61 * 6, 3, 16}));
            BOOST_TEST(same({&padded[39 * kStride], 61, 40, -kStride, 3, 8}));
            BOOST_TEST(std::ranges::equal(run(gray.view(), 16, method).indices(),
                                          run(gray_as_rgb.view(), 16, method).indices()));
        }
    }
}

BOOST_AUTO_TEST_CASE(pictures_one_pixel_wide_or_high_work) {
    for (const auto &[width, height] :
         {std::pair<std::size_t, std::size_t>{1, 1}, {1, 300}, {300, 1}}) {
        for (const unsigned channels : {1U, 2U, 3U, 4U}) {
            const Picture picture = quant::test::noise(width, height, channels);
            for (const quant_dither method : kMethods) {
                const auto result = run(picture.view(), 5, method);
                std::vector<std::uint64_t> counts(result.stats().colors);
                for (const std::uint8_t index : result.indices()) ++counts.at(index);
                BOOST_TEST(std::ranges::equal(counts, result.counts()));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_picture_of_few_colors_stays_as_it_is) {
    const Picture picture = quant::test::noise(5, 3, 4);
    for (const quant_dither method : kMethods) {
        const auto result = run(picture.view(), 15, method);
        BOOST_TEST(result.stats().exact == 1);
        BOOST_TEST(result.stats().palette_mse == 0);
    }
}

BOOST_AUTO_TEST_CASE(the_same_picture_gives_the_same_indices_on_every_machine) {
    // Recorded on the first machine; a difference breaks the promise of equal results.
    const auto hash = [](std::span<const std::uint8_t> bytes) {
        std::uint64_t h = 0xCBF29CE484222325U;
        for (const std::uint8_t v : bytes) h = (h ^ v) * 0x100000001B3U;
        return h;
    };
    const Picture photo = quant::test::photo(150, 150);
    const Picture soft = quant::test::noise(50, 41, 4);
    BOOST_TEST(hash(run(photo.view(), 32, QUANT_DITHER_FLOYD_STEINBERG).indices()) ==
               0x576A15159062FC00U);
    BOOST_TEST(hash(run(soft.view(), 64, QUANT_DITHER_FLOYD_STEINBERG).indices()) ==
               0x1589DD00CABDF8B5U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
